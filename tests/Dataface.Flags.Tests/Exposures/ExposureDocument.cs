namespace Dataface.Flags.Tests.Exposures;

/// <summary>Documents for exposures, all for the environment staging.</summary>
internal static class ExposureDocument
{
    public const string Environment = "staging";
    public const string Secret = "a secret for tests only";

    public static string Of(params string[] flags) => $$"""{ "schema": 1, "flags": { {{string.Join(',', flags)}} } }""";

    public static string Flag(string key, string kind, string rollout, string more = "") => $$"""
        "{{key}}": { "owner": "team", "kind": "{{kind}}", "created": "2026-11-01", "expires": "2027-01-01",
        {{more}} "environments": { "staging": {{rollout}} } }
        """;

    public static string Rollout(double percent, string split = "\"on\": 1") =>
        FormattableString.Invariant($$"""{ "rollout": { "percent": {{percent}}, "split": { {{split}} } } }""");

    public static string Experiment(double percent = 50) => Of(Flag("f", "experiment", Rollout(percent)));
}
