using Dataface.Flags.Providers;

namespace Dataface.Flags.Testing.Tests;

/// <summary>A document with flags of all sorts, and test flags made of it with a clock of their own.</summary>
internal static class ShopDocument
{
    public const string Json = """
        {
          "schema": 1,
          "flags": {
            "checkout-v2": {
              "owner": "team-payments", "created": "2026-11-01", "expires": "2026-12-01",
              "environments": { "production": {
                "rules": [ { "name": "staff", "when": { "attribute": "email", "endsWith": "@shop.example" }, "serve": "on" } ],
                "rollout": { "percent": 5 } } }
            },
            "gift-cards": {
              "owner": "team-payments", "created": "2026-11-01", "expires": "2027-01-01", "requires": { "checkout-v2": "on" },
              "environments": { "production": { "serve": "on" } }
            },
            "colour": {
              "owner": "team-design", "created": "2026-11-01", "expires": "2027-01-01",
              "variants": { "plain": "grey", "bold": "red" }, "offVariant": "plain",
              "environments": { "production": { "rollout": { "percent": 5, "split": { "bold": 1 } } } }
            },
            "page-size": {
              "owner": "team-design", "created": "2026-11-01", "expires": "2027-01-01",
              "variants": { "many": 50, "few": 10 }, "offVariant": "few",
              "environments": { "production": { "serve": "few" } }
            },
            "banner": {
              "owner": "team-design", "created": "2026-11-01", "expires": "2027-01-01",
              "variants": { "none": { "text": "" }, "sale": { "text": "Sale!" } }, "offVariant": "none",
              "environments": {}
            }
          }
        }
        """;

    public static Task<TestFlags> StartAsync(TimeProvider? clock = null) => TestFlags.StartAsync(o =>
    {
        o.Environment = "production";
        o.TimeProvider = clock ?? new ManualTimeProvider();
        o.AddProvider(new InMemoryFlagConfigProvider(Json));
    });
}
