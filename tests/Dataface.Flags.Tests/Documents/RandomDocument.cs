using System.Globalization;
using System.Text.Json.Nodes;

namespace Dataface.Flags.Tests.Documents;

/// <summary>Makes valid documents that use everything the format has, from a seed.</summary>
/// <param name="seed">Decides everything.</param>
/// <param name="isUntyped">Leaves out what IConfiguration cannot tell apart: text that reads as a truth value or a number, and null inside
/// an object.</param>
internal sealed class RandomDocument(int seed, bool isUntyped = false)
{
    private static readonly string[] PlainTexts = ["DE", "AT", "käse", "日本", "😀", "a b", "'\"\\", "2026-11-20"];
    private static readonly string[] AllTexts = [.. PlainTexts, "true", "1.50"];
    private static readonly DateOnly Created = new(2026, 11, 1);

    private readonly Random _random = new(seed);

    private string[] Texts => isUntyped ? PlainTexts : AllTexts;

    public static string Json(int seed) => new RandomDocument(seed).Make().ToJsonString();

    public JsonObject Make()
    {
        var flags = new JsonObject();
        var count = _random.Next(1, 8);
        for (var i = 0; i < count; i++) flags[Key(i)] = Flag(i);
        return new JsonObject
        {
            ["schema"] = 1,
            ["segments"] = new JsonObject
            {
                ["staff"] = Condition(2, withSegments: false),
                ["beta.testers"] = new JsonObject
                {
                    ["any"] =
                        new JsonArray(Condition(1, withSegments: false), new JsonObject { ["segment"] = "staff" })
                },
            },
            ["layers"] = new JsonObject { ["checkout"] = new JsonObject { ["bucketBy"] = "sessionId" }, ["search"] = new JsonObject() },
            ["flags"] = flags,
        };
    }

    private static string Key(int index) => $"flag-{index.ToString(CultureInfo.InvariantCulture)}";

    private static string Day(int days) => Created.AddDays(days).ToString("O", CultureInfo.InvariantCulture);

    private JsonObject Flag(int index)
    {
        var kind = Pick("release", "experiment", "copy", "operations", "pricing");
        var expires = _random.Next(40, 90);
        var flag = new JsonObject { ["owner"] = "team-" + Pick(Texts), ["created"] = Day(0), ["expires"] = Day(expires), ["kind"] = kind };
        var (variants, off) = Variants();
        if (variants is not null) (flag["variants"], flag["offVariant"]) = (variants, off);
        string[] names = variants is null ? ["off", "on"] : [.. variants.Select(v => v.Key)];
        if (Chance()) flag["description"] = Pick(Texts);
        if (Chance()) flag["salt"] = Pick(Texts);
        if (kind == "pricing") flag["approval"] = new JsonObject { ["by"] = "board", ["on"] = Day(1), ["reference"] = Pick(Texts) };
        if (Chance()) flag["renewals"] =
            new JsonArray(new JsonObject
            {
                ["by"] = "t",
                ["on"] = Day(expires - 5),
                ["until"] = Day(expires + 20),
                ["reason"] = Pick(Texts)
            });
        if (Chance()) flag["layer"] = new JsonObject { ["name"] = "checkout", ["from"] = index * 10, ["to"] = (index * 10) + 9.999m };
        else if (Chance()) flag["bucketBy"] = "deviceId";
        if (index > 0 && Chance()) flag["requires"] = new JsonObject { [Key(_random.Next(index))] = RequiredVariant };
        if (Chance()) flag["guard"] = Guard();
        flag["environments"] =
            new JsonObject
            {
                ["production"] = Environment(kind, names, off, isProduction: true),
                ["staging-2"] = Environment(kind, names, off, isProduction: false)
            };
        AddOrigin(flag, index, new Random((seed * 31) + index));
        AddWindows(flag, new Random((seed * 37) + index));
        return flag;
    }

    /// <summary>What imported flags have; from numbers of its own, so that everything else stays as it is.</summary>
    private static void AddOrigin(JsonObject flag, int index, Random random)
    {
        if (random.Next(3) == 0) flag["alias"] = $"Old name/{index.ToString(CultureInfo.InvariantCulture)}";
        if (random.Next(3) > 0) return;
        flag["imported"] = new JsonObject { ["from"] = "Microsoft.FeatureManagement", ["on"] = Day(0) };
        if (random.Next(2) == 0) flag["imported"]!["created"] = Day(-400);
        if (flag["environments"]!["production"]!["rollout"]?["ramp"] is not JsonObject ramp) return;
        (ramp["startAt"], ramp["reason"]) = (0.001m, "they have it already");
    }

    /// <summary>Some rules hold for a time only; from numbers of their own, too.</summary>
    private static void AddWindows(JsonObject flag, Random random)
    {
        foreach (var rule in flag["environments"]!["production"]!["rules"]?.AsArray() ?? [])
        {
            if (random.Next(3) > 0) continue;
            var window = new JsonObject();
            if (random.Next(3) > 0) window["from"] = random.Next(2) == 0 ? "2026-11-10" : "2026-12-24T18:30:00.125+01:00";
            if (window.Count == 0 || random.Next(2) == 0) window["until"] = "2027-01-06T00:00Z";
            rule!["when"] = new JsonObject { ["all"] = new JsonArray(rule["when"]!.DeepClone(), window) };
        }
    }

    /// <summary>Every flag has this variant.</summary>
    private const string RequiredVariant = "off";

    private (JsonObject? Variants, string Off) Variants() => _random.Next(5) switch
    {
        0 => (null, "off"),
        1 => (new JsonObject { ["off"] = "plain", ["b"] = Pick(Texts), ["c"] = "" }, "off"),
        2 => (new JsonObject { ["off"] = 0, ["low"] = 1.5m, ["high"] = -2e10 }, "off"),
        3 => (new JsonObject
        {
            ["off"] = new JsonObject(),
            ["new"] = new JsonObject
            {
                ["color"] = Pick(Texts),
                ["sizes"] = new JsonArray(1, 2),
                ["deep"] = new JsonObject { ["x"] = isUntyped ? "y" : null }
            }
        }, "off"),
        _ => (new JsonObject { ["off"] = false, ["on"] = true, ["also"] = true }, "off"),
    };

    private JsonObject Environment(string kind, string[] names, string off, bool isProduction)
    {
        var environment = new JsonObject();
        var rules = new JsonArray();
        for (var i = _random.Next(4); i > 0; i--)
        {
            JsonNode when = kind == "pricing"
                ? new JsonObject { ["all"] = new JsonArray(new JsonObject { ["segment"] = "staff" }, Condition(2)) } : Condition(3);
            var rule = new JsonObject { ["name"] = $"{Pick(Texts)} {i.ToString(CultureInfo.InvariantCulture)}", ["when"] = when };
            if (Chance()) rule["serve"] = Pick(names);
            else rule["rollout"] = Rollout(names, isProduction);
            rules.Add((JsonNode)rule);
        }

        if (rules.Count > 0) environment["rules"] = rules;
        if (kind == "pricing" || Chance()) return environment;
        if (Chance()) environment["rollout"] = Rollout(names, isProduction);
        else environment["serve"] = isProduction && kind == "experiment" ? off : Pick(names);
        return environment;
    }

    private JsonObject Rollout(string[] names, bool isProduction)
    {
        var milli = _random.Next(100_001);
        var rollout = new JsonObject { ["percent"] = milli / 1000m };
        if (names.Length > 2 || Chance())
        {
            var split = new JsonObject();
            foreach (var name in names) split[name] = _random.Next(1, 1_000_001) * _random.Next(2);
            split[names[0]] = 1;
            rollout["split"] = split;
        }

        if ((isProduction && milli > 5_000) || Chance())
        {
            rollout["ramp"] = new JsonObject
            {
                ["steps"] = new JsonArray(0.001m, 5, 25.5m, 100),
                ["hold"] = Pick("00:00:01", "1.12:30:00", "02:00:00")
            };
            if (Chance()) rollout["ramp"]!["onInconclusive"] = Pick("hold", "advance");
            if (Chance()) rollout["ramp"]!["patience"] = Pick("2.00:00:00", "12:00:00");
        }

        return rollout;
    }

    private JsonObject Guard() => new()
    {
        ["errors"] = Chance() ? new JsonObject { ["tolerated"] = 1.25m, ["atMost"] = 0.1m } : JsonValue.Create(Chance()),
        ["latency"] = Chance() ? new JsonObject { ["thresholds"] = new JsonArray("00:00:00.25", "00:00:02") } : JsonValue.Create(Chance()),
        ["giveUps"] = Chance(),
        ["alpha"] = Chance() ? 0.001m : 0.0001m,
        ["grid"] = Chance() ? new JsonArray(1.5m, 2, 3, 5, 8, 15, 30) : new JsonArray(2, 10),
        ["noHarmRatio"] = Chance() ? 2 : 1.5m,
        ["source"] = Pick("tenant", "network"),
        ["observeOnly"] = Chance(),
        ["silence"] = Pick("00:10:00", "1.00:00:00"),
        ["counters"] = new JsonArray("auth_failure"),
        ["abortOn"] = new JsonArray("security_signal", "panic"),
        ["slo"] = new JsonObject { ["objective"] = 99.95m },
    };

    private JsonObject Condition(int depth, bool withSegments = true) => _random.Next(depth > 0 ? 8 : 4) switch
    {
        4 => new JsonObject { ["all"] = new JsonArray(Condition(depth - 1, withSegments), Condition(depth - 1, withSegments)) },
        5 => new JsonObject { ["any"] = new JsonArray(Condition(depth - 1, withSegments)) },
        6 => new JsonObject { ["not"] = Condition(depth - 1, withSegments) },
        7 when withSegments => new JsonObject { ["segment"] = Pick("staff", "beta.testers") },
        _ => Attribute(),
    };

    private JsonObject Attribute()
    {
        var condition = new JsonObject { ["attribute"] = Pick("country", "age", "email", "plan", "version", "since", "käse") };
        var (name, operand) = _random.Next(15) switch
        {
            0 => ("in", new JsonArray(Pick(Texts), Pick(Texts))),
            1 => ("in", new JsonArray(1, 2.5, -3)),
            2 => ("notIn", new JsonArray(true)),
            3 => ("notIn", (JsonNode)new JsonArray("x")),
            4 => ("equals", Chance() ? JsonValue.Create("x") : JsonValue.Create(5)),
            5 => ("equals", JsonValue.Create(true)),
            6 => (Pick("startsWith", "endsWith", "contains"), Pick(Texts)),
            7 => ("matches", Pick("^a.*b$", "[0-9]{4}-[0-9]{2}", "(?i)käse")),
            8 => (Pick("lessThan", "atMost", "greaterThan", "atLeast"), JsonValue.Create(_random.NextDouble() * 100)),
            9 => ("before", "2027-01-01T00:00:00+01:00"),
            10 => ("after", Pick("2026-12-24", "2026-12-24T18:30Z", "2026-12-24T18:30:00.125Z")),
            11 => ("semver", Pick(">=1.2.0 <2.0.0", "1.0.0 || >3.0.0-rc.1")),
            _ => ("exists", JsonValue.Create(Chance())),
        };
        condition[name] = operand;
        return condition;
    }

    private bool Chance() => _random.Next(2) == 0;

    private T Pick<T>(params T[] items) => items[_random.Next(items.Length)];
}
