using System.Globalization;
using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Assignment;

/// <summary>The share that may take part, where a flag requires others, is what evaluation gives.</summary>
[TestFixture]
internal sealed class JointShareTests
{
    private const int Units = 20_000;

    private const string Half = """ "rollout": { "percent": 50 } """;

    [TestCase(""" "layer": { "name": "a", "from": 0, "to": 50 } """, """ "layer": { "name": "a", "from": 50, "to": 100 } """, "on", 0,
        TestName = "disjoint slices have no unit in common")]
    [TestCase(""" "layer": { "name": "a", "from": 0, "to": 50 } """, """ "layer": { "name": "b", "from": 0, "to": 50 } """, "on", 0.125,
        TestName = "layers are independent")]
    [TestCase(""" "layer": { "name": "a", "from": 0, "to": 50 } """, """ "layer": { "name": "a", "from": 50, "to": 100 } """, "off", 0.5,
        TestName = "whoever is in another slice is off")]
    [TestCase("", """ "layer": { "name": "a", "from": 0, "to": 50 } """, "off", 0.75,
        TestName = "off outside of the slice, and of the rollout")]
    [TestCase("", """ "requires": { "base": "on" } """, "on", 0.25, TestName = "what is required twice counts once")]
    [TestCase(""" "layer": { "name": "a", "from": 0, "to": 50 } """, """ "requires": { "base": "on" } """, "off", 0.125,
        TestName = "off for want of what it requires")]
    [Rule("a flag below its planned exposure is told")]
    public async Task Reach_FlagThatRequiresAnother_IsWhatEvaluationGives(string slice, string ofRequired, string variant, double expected)
    {
        var json = $$"""
            {
              "schema": 1,
              "layers": { "a": {}, "b": {} },
              "flags": {
                {{Flag("base", "", Half)}},
                {{Flag("needed", ofRequired, Half)}},
                {{Flag("asked", Join(slice, $$""" "requires": { "needed": "{{variant}}"{{Base(ofRequired)}} } """), """ "serve": "on" """)}}
              }
            }
            """;
        var document = Read(json);
        var asked = FlagAssignment.Of(Audiences.Everybody, document.Flags["asked"], document, "test");
        Assert.That(asked.Reach(null), Is.EqualTo(expected).Within(1e-9));
        Assert.That(await EvaluatedAsync(json), Is.EqualTo(expected).Within(0.015), "as evaluation has it");
    }

    [Test]
    [Rule("a killed flag is told")]
    public void Reach_WhatItRequiresIsKilled_IsZeroUnlessItIsToBeOff([Values("on", "off")] string variant)
    {
        var json = $$"""
            { "schema": 1, "flags": { {{Flag("needed", "", Half)}},
              {{Flag("asked", $$""" "requires": { "needed": "{{variant}}" } """, """ "serve": "on" """)}} } }
            """;
        var document = Read(json);
        var kill = new Kill { Flag = "needed", Source = "s", By = "ann", At = DateTimeOffset.UnixEpoch, Reason = "errors" };
        var state = FlagState.Empty with { Kills = new Dictionary<string, Kill> { ["needed"] = kill } };
        var asked = FlagAssignment.Of(Audiences.Everybody, document.Flags["asked"], document, "test");
        Assert.That(asked.Reach(state), Is.EqualTo(variant == "off" ? 1 : 0));
    }

    [TestCase("", 1e-9, TestName = "many that must be off, each by itself")]
    [TestCase(""" "requires": { "base": "on" } """, 1, TestName = "many that must be off, and hang together")]
    [Rule("a flag below its planned exposure is told")]
    public async Task Reach_SixtyOthersMustBeOff_IsAnsweredAtOnce(string more, double exactTo)
    {
        var most = more.Length == 0 ? 60 : 30;
        var others = string.Join(", ", Enumerable.Range(0, most).Select(i => Flag($"f{i}", more, """ "rollout": { "percent": 5 } """)));
        var requires = string.Join(", ", Enumerable.Range(0, most).Select(i => $"\"f{i}\": \"off\""));
        var document = Read($$"""
            { "schema": 1, "flags": { {{Flag("base", "", Half)}}, {{others}},
              {{Flag("asked", $$""" "requires": { {{requires}} } """, """ "serve": "on" """)}} } }
            """);
        var asked = FlagAssignment.Of(Audiences.Everybody, document.Flags["asked"], document, "test");
        var share = await Task.Run(() => asked.Reach(null)).WaitAsync(TimeSpan.FromSeconds(30));
        var exact = more.Length == 0 ? Math.Pow(0.95, most) : (1 + Math.Pow(0.95, most)) / 2;
        Assert.That(share, Is.InRange(exact - 1e-9, exact + exactTo));
    }

    /// <summary>A flag that is required twice is required by the flag itself, too.</summary>
    private static string Base(string ofRequired) =>
        ofRequired.Contains("base", StringComparison.Ordinal) ? ", \"base\": \"on\"" : "";

    private static FlagDocument Read(string json)
    {
        var read = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.That(read.Document, Is.Not.Null, () => string.Join('\n', read.Problems));
        return read.Document!;
    }

    private static string Join(string first, string second) => first.Length == 0 ? second : $"{first}, {second}";

    private static string Flag(string key, string more, string environment) =>
        $$"""
        "{{key}}": { "owner": "t", "created": "2026-11-01", "expires": "2027-02-01", {{more}}{{(more.Length == 0 ? "" : ",")}}
            "environments": { "test": { {{environment}} } } }
        """;

    private static async Task<double> EvaluatedAsync(string json)
    {
        var time = new ManualTimeProvider(new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));
        await using var flags = await TestFlags.StartAsync(options =>
            options.AddProvider(new InMemoryFlagConfigProvider(json)).TimeProvider = time);
        var on = Enumerable.Range(0, Units).Count(unit =>
            flags.IsEnabled("asked", EvaluationContext.ForUser(unit.ToString(CultureInfo.InvariantCulture))));
        return (double)on / Units;
    }
}
