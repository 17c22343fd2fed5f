using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Tests.Documents;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>Flags of one rule from JSON.</summary>
internal static class Conditions
{
    /// <summary>A snapshot whose flag <c>f</c> is on where a condition matches.</summary>
    public static FlagSnapshot Read(string condition) => Document(Json(condition));

    /// <summary>The document of <see cref="Read"/>.</summary>
    public static string Json(string condition) => $$"""
        { "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-20", "expires": "2027-01-01",
            "environments": { "production": { "rules": [ { "name": "r", "when": {{condition}}, "serve": "on" } ] } } } } }
        """;

    /// <summary>A snapshot whose flag <c>f</c> serves one of two values to everybody.</summary>
    public static FlagSnapshot Serving(string off, string on) => Document($$"""
        { "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-20", "expires": "2027-01-01",
            "variants": { "off": {{off}}, "on": {{on}} }, "offVariant": "off", "environments": { "production": { "serve": "on" } } } } }
        """);

    private static FlagSnapshot Document(string json)
    {
        var read = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: ProblemCase.Clock);
        Assert.That(read.Problems.Where(p => p.Severity == ProblemSeverity.Error), Is.Empty);
        return Given.Snapshot(read.Document!);
    }
}
