using System.Globalization;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>Evaluations whose cost could grow with a list, a pattern or the number of rules, each with contexts to ask it for.</summary>
internal sealed record GrowingFlag(string Name, FlagSnapshot Snapshot, EvaluationContext[] Contexts)
{
    private const string Key = "grows";
    private const int Contexts1024 = 1_024;
    private const int Many = 1_000_000;

    public static IEnumerable<GrowingFlag> All =>
    [
        Of("in, ten integers", $"\"in\": [{Numbers(10)}]", i => User.With("a", (long)(i % 20))),
        Of("in, a million integers", $"\"in\": [{Numbers(Many)}]", i => User.With("a", (long)(i * 1_999))),
        Of("notIn, a million integers", $"\"notIn\": [{Numbers(Many)}]", i => User.With("a", (long)(i * 1_999))),
        Of("in, a million integers, asked for doubles", $"\"in\": [{Numbers(Many)}]", i => User.With("a", i * 1_999.0)),
        Of("in, a million strings", $"\"in\": [{Texts(Many)}]", i => User.With("a", Text(i * 1_999))),
        Of("matches", "\"matches\": \"^[a-z]+-[0-9]{3,}@example\\\\.(com|org)$\"", i => User.With("a", Text(i) + "-12345@example.org")),
        Of("semver", "\"semver\": \">=1.2.0 <2.0.0 || >=3.0.0-rc.1\"", i => User.With("a", $"1.{Text(i)[1..]}.{i % 7}")),
        Of("semver, prereleases", "\"semver\": \">=1.2.0-beta <2.0.0\"", i => User.With("a", $"1.2.0-rc.{i % 7}")),
        Of("before, text", "\"before\": \"2026-06-01T00:00:00Z\"", i => User.With("a", $"2026-0{1 + (i % 9)}-01T12:00:00Z")),
        Rules(
            "a thousand rules of one attribute", i => $"\"attribute\": \"a\", \"equals\": \"{Text(i)}\"",
                i => User.With("a", Text(i % 1_500))),
        Rules(
            "a thousand rules, startsWith", i => $"\"attribute\": \"a\", \"startsWith\": \"{Text(i)}-\"",
                i => User.With("a", Text(i % 1_500) + "-")),
        new("no unit", WorkloadFlags.Snapshot(WorkloadFlags.QuarterRollout(Key)), Make(_ => EvaluationContext.Empty.With("country", "DE"))),
        new("no such flag", WorkloadFlags.Snapshot(WorkloadFlags.QuarterRollout("other")), Make(_ => User)),
    ];

    private static EvaluationContext User => EvaluationContext.ForUser("user-42").With("country", "DE");

    public void Evaluate(int count) => Evaluate(Contexts, count);

    public void Evaluate(EvaluationContext[] contexts, int count)
    {
        for (var i = 0; i < count; i++) Snapshot.IsEnabled(Key, contexts[i & (Contexts1024 - 1)]);
    }

    private static GrowingFlag Of(string name, string condition, Func<int, EvaluationContext> context) => new(
        name,
        WorkloadFlags.Snapshot(
            WorkloadFlags.WithRules(Key, $$"""{ "name": "r", "when": { "attribute": "a", {{condition}} }, "serve": "on" }""")),
            Make(context));

    private static GrowingFlag Rules(string name, Func<int, string> condition, Func<int, EvaluationContext> context) => new(
        name,
        WorkloadFlags.Snapshot(WorkloadFlags.WithRules(Key, string.Join(
            ',', Enumerable.Range(0, 1_000).Select(i => $$"""{ "name": "r{{i}}", "when": { {{condition(i)}} }, "serve": "on" }""")))),
        Make(context));

    private static EvaluationContext[] Make(Func<int, EvaluationContext> make) => [.. Enumerable.Range(0, Contexts1024).Select(make)];

    private static string Numbers(int count) => string.Join(',', Enumerable.Range(0, count).Select(Text).Select(t => t[1..]));

    private static string Texts(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{Text(i)}\""));

    private static string Text(int i) => "u" + i.ToString(CultureInfo.InvariantCulture);
}
