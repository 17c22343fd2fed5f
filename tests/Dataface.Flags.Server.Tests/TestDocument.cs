using System.Globalization;

namespace Dataface.Flags.Server.Tests;

/// <summary>Flag documents of these days.</summary>
internal static class TestDocument
{
    /// <summary>Flags that are on for everybody in production and staging.</summary>
    public static string Of(params string[] flags) => Of(flags, """ "serve": "on" """);

    /// <summary>A flag whose ramp stands at its first step.</summary>
    public static string WithRamp(string flag) =>
        Of([flag], """ "rollout": { "percent": 50, "ramp": { "steps": [1, 5, 25, 50], "hold": "01:00:00" } } """);

    /// <summary>Guarded flags at 5 %.</summary>
    public static string WithGuard(params string[] flags) => Of(flags, """ "rollout": { "percent": 5 } """, """ "guard": {}, """);

    /// <summary>A flag of an experiment with everybody, half of them control; its ramp stands at its first step.</summary>
    public static string Experiment(string flag) => OfKindExperiment(
        flag, """ "rollout": { "percent": 100, "split": { "off": 1, "on": 1 }, "ramp": { "steps": [5, 100] } } """);

    /// <summary>A flag of an experiment, at 5 %; the others are control.</summary>
    public static string ControlOutside(string flag) => OfKindExperiment(flag, """ "rollout": { "percent": 5 } """);

    private static string OfKindExperiment(string flag, string environment) =>
        Of([flag], environment).Replace("\"release\"", "\"experiment\"", StringComparison.Ordinal);

    private static string Of(string[] flags, string environment, string more = "") =>
        $$"""{ "schema": 1, "flags": { {{string.Join(",\n", flags.Select(flag => Flag(flag, environment, more)))}} } }""";

    private static string Flag(string key, string environment, string more) =>
        $$"""
        "{{key}}": {
          "description": "A flag of a test.", "owner": "team-tests", "kind": "release", {{more}}
          "created": "{{Day(0)}}", "expires": "{{Day(60)}}",
          "approval": { "by": "somebody", "on": "{{Day(0)}}", "reference": "T-1" },
          "environments": { "production": { {{environment}} }, "staging": { {{environment}} } }
        }
        """;

    private static string Day(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
