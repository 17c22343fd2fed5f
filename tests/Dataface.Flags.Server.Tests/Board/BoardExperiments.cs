using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>
/// Experiments for the board: one that is running, one that is a draft by somebody who wants to run a script, one that is decided.
/// </summary>
internal static class BoardExperiments
{
    private const int Days = 18;

    public static async Task AddAsync(IExperimentStore registry, DateTimeOffset now)
    {
        await registry.CreateAsync(Draft("checkout-one-page", "One-page checkout", Document(now)), "ann");
        await registry.CreateAsync(
            new()
            {
                Id = "odd-one",
                Name = "Young and odd",
                Hypothesis = BoardDocument.Attack,
                Owner = BoardDocument.Attack,
                Kpis = ["clicks"]
            }, "mallory");
        await registry.CreateAsync(Draft("winter-headline", "Winter headline", null), "bob");
        foreach (var id in new[] { "checkout-one-page", "winter-headline" })
        {
            await registry.ChangeStatusAsync(id, ExperimentStatus.Approved, "ann", "agreed");
            await registry.ChangeStatusAsync(id, ExperimentStatus.Running, "ann", "the flag is out");
        }

        var refresh = await registry.StartRefreshAsync("checkout-one-page");
        await registry.AddKpisAsync("checkout-one-page", [.. Kpis(now)], [.. Exposures(now)], "warehouse");
        await registry.FinishRefreshAsync(refresh, RefreshStatus.Succeeded, Days * 4, null);
        await registry.ChangeStatusAsync(new("winter-headline", ExperimentStatus.Decided, "ann", "no difference", new DecisionRecord
        {
            Verdict = Verdict.Iterate,
            On = Day(now, 0),
            By = "ann",
            Readout = "https://wiki.example/winter",
            Rationale = BoardDocument.Attack,
        }));
    }

    /// <summary>The running one's document.</summary>
    public static string Document(
        DateTimeOffset now, string hypothesis = "If address, payment and sum are on one page, more baskets become orders.") => $$"""
        schema: 1
        id: checkout-one-page
        title: One-page checkout
        owner: team-payments
        type: feature
        status: running
        problem: 38 % of baskets are left between address and payment.
        hypothesis: {{hypothesis}}
        expected_outcome: Orders for each basket rise by 10 %; errors stay as they are.
        variable: number of checkout pages
        touches: [checkout]
        user_notice: { visible: true, how: A line on the page says that the checkout is new. }
        rollback_plan: dataface-flags kill checkout-v2, by whoever is on call.
        flag: checkout-v2
        design:
          control: "off"
          treatments: ["on"]
          exposure: 50 %
          start: {{Iso(now, -Days)}}
          end: {{Iso(now, 10)}}
          minimum_detectable_effect: 10 %
          power: 80 %
          alpha: 5 %
          traffic: 800
          test: sequential
        metrics:
          orders: { kind: conversion, event: order_placed, baseline: 62 % }
          failures: { kind: error_rate, event: checkout_failed, denominator: checkout_submitted, baseline: 0.4 % }
        success_metrics: [orders]
        failure_metrics: [failures]
        gates:
          - { metric: orders, statistic: lift_lower, comparison: above, threshold: 0, role: success }
          - { metric: failures, statistic: difference_lower, comparison: at_most, threshold: 0, role: guardrail }
        """;

    private static ExperimentDraft Draft(string id, string name, string? document) => new()
    {
        Id = id,
        Name = name,
        Hypothesis = "If address, payment and sum are on one page, more baskets become orders.",
        Owner = "team-payments",
        Kpis = ["orders"],
        Definition = document,
    };

    private static IEnumerable<KpiValue> Kpis(DateTimeOffset now)
    {
        for (var day = 1; day <= Days; day++)
        {
            foreach (var (variant, orders) in new[] { ("off", 124 + (day * 7 % 11)), ("on", 137 + (day * 5 % 13)) })
            {
                yield return new()
                {
                    Variant = variant,
                    Metric = "orders",
                    Cohort = Day(now, day - Days - 1),
                    Statistics = SampleStatistics.OfProportion(200, orders),
                    RefreshedAt = now,
                };
                yield return new()
                {
                    Variant = variant,
                    Metric = "failures",
                    Cohort = Day(now, day - Days - 1),
                    Statistics = SampleStatistics.OfRatio(200, 2, 2, 180, 180, 2),
                    RefreshedAt = now,
                };
            }
        }
    }

    private static IEnumerable<ExposureCount> Exposures(DateTimeOffset now) =>
        Enumerable.Range(1, Days)
            .SelectMany(day => new[] { new ExposureCount { Variant = "off", Cohort = Day(now, day - Days - 1), Units = 200 },
                new ExposureCount { Variant = "on", Cohort = Day(now, day - Days - 1), Units = 200 } });

    private static DateOnly Day(DateTimeOffset now, int days) => DateOnly.FromDateTime(now.UtcDateTime).AddDays(days);

    private static string Iso(DateTimeOffset now, int days) => Day(now, days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
