using System.Globalization;
using System.Text;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

/// <summary>A document that provokes a problem. <c>¦</c> stands before the place where it must be reported.</summary>
internal sealed record ProblemCase(string Code, string Marked)
{
    private const char Marker = '¦';

    public string Json => Marked.Replace(Marker.ToString(), "", StringComparison.Ordinal);

    public (int Line, int Column) Place
    {
        get
        {
            var before = Marked[..Marked.IndexOf(Marker)];
            return (before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'));
        }
    }

    /// <summary>A document with one flag <c>f</c>, of which only what matters is written.</summary>
    public static ProblemCase Flag(string code, string members, string rest = "") => new(code, $$"""
        {
          "schema": 1,
          {{rest}}
          "flags": {
            "f": {
              "owner": "team", "created": "2026-11-01", "expires": "2027-01-01",
              {{members}}
            }
          }
        }
        """);

    /// <summary>A document with one flag that does something in production.</summary>
    public static ProblemCase Production(string code, string members, string rest = "") =>
        Flag(code, $"\"environments\": {{ \"production\": {{ {members} }} }}", rest);

    /// <summary>A document with one flag and one rule with a condition.</summary>
    public static ProblemCase When(string code, string condition, string rest = "") =>
        Production(code, $"\"rules\": [ {{ \"name\": \"r\", \"when\": {condition}, \"serve\": \"on\" }} ]", rest);

    public FlagDocumentResult Read() => FlagDocumentReader.Read(Encoding.UTF8.GetBytes(Json), "flags.json", time: Clock);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {Place}");

    /// <summary>The day on which test documents are read: 20 November 2026.</summary>
    public static TimeProvider Clock { get; } = new FixedClock(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
