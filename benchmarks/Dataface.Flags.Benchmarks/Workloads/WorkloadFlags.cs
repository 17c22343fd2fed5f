using System.Globalization;
using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;
using Dataface.Flags.Serving;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>The flags of the workloads, read from documents as users write them.</summary>
internal static class WorkloadFlags
{
    public static readonly string[] ManyKeys = [.. Enumerable.Range(0, 1_000)
        .Select(i => $"flag-{i.ToString("D4", CultureInfo.InvariantCulture)}")];

    public const string Environment = "staging"; // A rollout of 25 % at once is for other environments than production.

    public static string Document(params string[] flags) => $$"""{ "schema": 1, "flags": { {{string.Join(',', flags)}} } }""";

    public static FlagSnapshot Snapshot(string flags) => Snapshot(Read(Document(flags)));

    public static FlagSnapshot Snapshot(FlagDocument document, CounterRegistry? counters = null, KillMarks? marks = null)
    {
        var source = new FlagSource("benchmark", "r1");
        var now = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        var compiled = new FlagCompiler(
            document, Environment, _ => source, counters ?? new CounterRegistry(), marks ?? new KillMarks(), now).Compile("r1");
        return new(compiled, StateOverlay.Apply(compiled, _ => false, FlagState.Empty, null, DateOnly.FromDateTime(now.DateTime)),
            isReady: true, []);
    }

    public static FlagDocument Read(string json)
    {
        var result = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json));
        return result.Document ?? throw new InvalidOperationException(string.Join('\n', result.Problems));
    }

    public static string OnForEverybody(string key) => Flag(key, "\"serve\": \"on\"");

    public static string QuarterRollout(string key) => Flag(key, "\"rollout\": { \"percent\": 25 }");

    /// <summary>For clients, which know what day it is.</summary>
    public static string Experiment(string key)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        return Flag(key, "\"rollout\": { \"percent\": 25 }", "\"kind\": \"experiment\",", Day(today), Day(today.AddDays(60)));
    }

    public static string HalfOfFiveCountries(string key) => Flag(
        key, """ "rules": [ { "name": "five", "when": { "attribute": "country", "in": ["DE", "AT", "CH", "FR", "NL"] }, "rollout": """
            + """{ "percent": 50 } } ] """);

    public static string WithRules(string key, string rules) => Flag(key, $"\"rules\": [ {rules} ]");

    public static string FourVariants(string key) => Flag(
        key, "\"rollout\": { \"percent\": 100, \"split\": { \"a\": 40, \"b\": 30, \"c\": 20, \"d\": 10 } }",
        """ "variants": { "a": "alpha", "b": "beta", "c": "gamma", "d": "delta" }, "offVariant": "a", """);

    public static string Objects(string key) => Flag(
        key, "\"rollout\": { \"percent\": 25, \"split\": { \"b\": 1 } }",
        """ "variants": { "a": { "Color": "red" }, "b": { "Color": "blue" } }, "offVariant": "a", """);

    public static string Many() => string.Join(",", ManyKeys.Select(QuarterRollout));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Flag(
        string key, string environment, string more = "", string created = "2026-11-20", string expires = "2027-05-01") =>
        $$"""
        "{{key}}": { "owner": "bench", "created": "{{created}}", "expires": "{{expires}}",
        {{more}} "environments": { "{{Environment}}": { {{environment}} } } }
        """;
}
