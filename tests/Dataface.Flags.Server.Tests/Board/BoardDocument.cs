using System.Globalization;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>Flags for the board, some of them written by somebody who wants to run a script in it.</summary>
internal static class BoardDocument
{
    public const string Attack = """<script>document.title='owned'</script><img src=x onerror="document.title='owned'">'";--""";

    public static string Of(DateTimeOffset now)
    {
        string Day(int days) => now.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        const string Ramp = """ { "rollout": { "percent": 50, "ramp": { "steps": [5, 25, 50], "hold": "01:00:00" } } } """;
        const string Experiment =
            """ { "rollout": { "percent": 50, "split": { "off": 1, "on": 1 }, "ramp": { "steps": [5, 25, 50], "hold": "01:00:00" } } } """;
        return $$"""
            { "schema": 1, "flags": {
              "checkout-v2": { "description": "One-page checkout", "owner": "team-payments", "created": "{{Day(0)}}",
              "expires": "{{Day(60)}}",
                "guard": {}, "environments": { "production": {{Experiment}}, "staging": { "serve": "on" } } },
              "fast-search": { "description": "Search on the new index", "owner": "team-search", "created": "{{Day(-40)}}",
              "expires": "{{Day(20)}}",
                "guard": {}, "environments": { "production": {{Ramp}} } },
              "new-cart": { "description": "The cart that checkout-v2 needs", "owner": "team-payments", "created": "{{Day(-80)}}",
              "expires": "{{Day(9)}}",
                "environments": { "production": { "rollout": { "percent": 3 } } } },
              "odd-one": { "description": {{System.Text.Json.JsonSerializer.Serialize(Attack)}},
              "owner": {{System.Text.Json.JsonSerializer.Serialize(Attack)}}, "created": "{{Day(0)}}",
                "approval": { "by": "somebody", "on": "{{Day(0)}}", "reference": "javascript:alert(1)" },
                "expires": "{{Day(60)}}", "environments": { "production": { "rollout": { "percent": 1 } } } },
              "old-banner": { "description": "A banner that is over", "owner": "team-shop", "created": "{{Day(-90)}}",
              "expires": "{{Day(-1)}}",
                "environments": { "production": { "rollout": { "percent": 1 } } } }
            } }
            """;
    }
}
