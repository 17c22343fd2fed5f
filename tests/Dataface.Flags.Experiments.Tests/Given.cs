using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Tests;

/// <summary>A good experiment, its flag document, and the day on which they are read: 20 December 2026.</summary>
internal static class Given
{
    public const string Yaml = """
        schema: 1
        id: one-page
        title: One-page checkout
        owner: team-payments
        type: feature
        status: running
        problem: Baskets are left.
        hypothesis: If it is one page, more baskets become orders, because nobody has to go back.
        expected_outcome: Orders rise by 5 %.
        variable: number of pages
        touches: [checkout]
        user_notice:
          visible: true
          how: A line on the page.
        rollback_plan: Kill the flag.
        approvals:
          - { role: business, by: Ada, on: 2026-11-25, reference: B-1 }
        flag: checkout-v2
        design:
          control: "off"
          treatments: ["on"]
          audience: { attribute: country, in: [DE, AT] }
          layer: checkout
          exposure: 50 %
          start: 2026-12-01
          end: 2026-12-29
          minimum_detectable_effect: 5 %
          power: 80 %
          alpha: 5 %
          traffic: 4000
          test: fixed
        metrics:
          orders: { kind: conversion, event: order_placed, window: 7d, baseline: 30 % }
          revenue: { kind: engagement, event: order_placed, value: amount, attributes: [country] }
          errors: { kind: error_rate, event: failed, denominator: handled }
        success_metrics: [orders]
        failure_metrics: [errors]
        gates:
          - { metric: orders, statistic: lift_lower, comparison: above, threshold: 0, role: success }
          - { metric: errors, statistic: difference_lower, comparison: at_most, threshold: 2 %, role: guardrail }

        """;

    public const string Decision =
        "decision: { verdict: ship, on: 2026-12-15, by: Ada, readout: 'https://x/readout', rationale: Orders rose. }";

    private const string FlagJson = """
        {
          "schema": 1,
          "segments": { "beta": { "attribute": "plan", "equals": "beta" }, "staff": { "attribute": "plan", "equals": "staff" } },
          "layers": { "checkout": {}, "home": {} },
          "flags": {
            "checkout-v2": { "owner": "t", "created": "2026-11-01", "expires": "2027-02-01",
                "layer": { "name": "checkout", "from": 0, "to": 50 }, ROLLOUT },
            "checkout-v3": { "owner": "t", "created": "2026-11-01", "expires": "2027-02-01",
                "layer": { "name": "checkout", "from": 50, "to": 100 }, ROLLOUT }
          }
        }
        """;

    private const string Rollout = """
        "environments": { "production": { "rollout": { "percent": 100, "split": { "off": 1, "on": 1 }, "ramp": { "steps": [5, 100] } } } }
        """;

    public static FlagDocument Flags { get; } = ReadFlags(FlagText);

    /// <summary>The flag document as text, to be changed.</summary>
    public static string FlagText => FlagJson.Replace("ROLLOUT", Rollout, StringComparison.Ordinal);

    public static ExperimentContext Context { get; } = new() { Flags = Flags, Time = new Day(2026, 12, 20) };

    /// <summary>The good experiment.</summary>
    public static ExperimentDefinition Experiment => Read(Yaml).Experiments.Single();

    public static FlagDocument ReadFlags(string json)
    {
        var result = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: new Day(2026, 12, 20));
        return result.Document ?? throw new AssertionException(string.Join('\n', result.Problems));
    }

    /// <summary>The flag document with another flag that the good experiment's flag requires, and what that one does.</summary>
    public static FlagDocument FlagsRequiring(string environment, string more = "", string expires = "2027-02-01") =>
        ReadFlags(FlagText.Replace(
        "\"checkout-v2\": {",
        $$"""
        "new-shop": { "owner": "t", "created": "2026-11-01", "expires": "{{expires}}", {{more}}
            "environments": { "production": { {{environment}} } } },
        "checkout-v2": { "requires": { "new-shop": "on" },
        """, StringComparison.Ordinal));

    /// <summary>The flag document with one part replaced wherever it stands.</summary>
    public static FlagDocument FlagsWith(string old, string replacement)
    {
        Assert.That(FlagText, Does.Contain(old));
        return ReadFlags(FlagText.Replace(old, replacement, StringComparison.Ordinal));
    }

    public static ExperimentDocumentsResult Read(params string[] documents) => ReadIn(Context, documents);

    public static ExperimentDocumentsResult ReadIn(ExperimentContext context, params string[] documents) =>
        ExperimentDocuments.Read([.. documents.Select(d => new ExperimentSource("x.yaml", Encoding.UTF8.GetBytes(d)))], context);

    /// <summary>The good experiment with one part replaced.</summary>
    public static string With(string old, string replacement)
    {
        var changed = Yaml.Replace(old, replacement, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(Yaml), $"nothing says {old}");
        return changed;
    }

    /// <summary>Decided on the 15th, shipped.</summary>
    public static string Decided(string status = "decided") => With("status: running", $"status: {status}\n{Decision}");

    public sealed class Day(int year, int month, int day) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(year, month, day, 12, 0, 0, TimeSpan.Zero);
    }
}
