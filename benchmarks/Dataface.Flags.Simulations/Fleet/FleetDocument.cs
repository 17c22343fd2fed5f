using System.Globalization;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>Documents of flags that are on in production; no two flags alike, so that compression has real work.</summary>
internal static class FleetDocument
{
    public static string Flag(int number) => string.Create(CultureInfo.InvariantCulture, $"flag-{number}");

    /// <param name="flags">How many flags.</param>
    /// <param name="seed">Documents of different seeds have nothing but names in common.</param>
    public static string Of(int flags, int seed)
    {
        var random = new Random(seed);
        var (created, expires) = (Day(0), Day(60));
        var all = string.Join(",\n", Enumerable.Range(0, flags).Select(i => One(Flag(i), random, created, expires)));
        return $$"""{ "schema": 1, "flags": { {{all}} } }""";
    }

    private static string One(string key, Random random, string created, string expires) =>
        $$"""
        "{{key}}": {
          "description": "Introduces {{Word(random)}} for {{Word(random)}}, after {{Word(random)}}; see {{Word(random)}}.",
          "owner": "team-{{random.Next(20)}}", "kind": "release", "created": "{{created}}", "expires": "{{expires}}",
          "salt": "{{Word(random)}}",
          "approval": { "by": "{{Word(random)}}", "on": "{{created}}", "reference": "T-{{random.Next(10_000)}}" },
          "environments": {
            "production": {
              "rules": [{ "name": "{{Word(random)}}", "when": { "attribute": "country", "in": ["{{Word(random)}}", "{{Word(random)}}"] },
                "serve": "off" }],
              "serve": "on"
            },
            "staging": { "serve": "on" }
          }
        }
        """;

    private static string Word(Random random) => random.NextInt64().ToString("x", CultureInfo.InvariantCulture);

    private static string Day(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
