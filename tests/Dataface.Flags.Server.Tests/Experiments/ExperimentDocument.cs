using System.Globalization;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>An experiment of these days, and the flag behind it.</summary>
internal static class ExperimentDocument
{
    public static string Yaml(string id = "one-page", string flag = "checkout-v2", string owner = "team-payments") => $$"""
        schema: 1
        id: {{id}}
        title: One-page checkout
        owner: {{owner}}
        type: feature
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
          - { role: business, by: Ada, on: {{Day(-20)}}, reference: B-1 }
        flag: {{flag}}
        design:
          control: "off"
          treatments: ["on"]
          exposure: 100 %
          start: {{Day(-10)}}
          end: {{Day(30)}}
          minimum_detectable_effect: 20 %
          traffic: 4000
        metrics:
          orders: { kind: conversion, event: order_placed, window: 1d, baseline: 10 % }
          revenue: { kind: engagement, event: order_placed, value: amount }
          errors: { kind: error_rate, event: failed, denominator: handled }
        success_metrics: [orders]
        failure_metrics: [errors]
        gates:
          - { metric: orders, statistic: lift_lower, comparison: above, threshold: 0, role: success }
          - { metric: errors, statistic: difference_lower, comparison: at_most, threshold: 2 %, role: guardrail }

        """;

    public static string Day(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Results that let it be shipped: 3,000 units a day and variant for 8 days, 10 % against 13 % orders.</summary>
    public static object Results(DateTimeOffset? refreshedAt = null)
    {
        var at = refreshedAt ?? DateTimeOffset.UtcNow;
        var days = Enumerable.Range(-10, 8).Select(Day).ToList();
        var arms = new[] { (Variant: "off", Orders: 300), (Variant: "on", Orders: 390) };
        return new
        {
            kpis = days.SelectMany(cohort => arms.SelectMany(arm => new object[]
            {
                new { metric = "orders", variant = arm.Variant, cohort, kind = "proportion", units = 3000, sum = arm.Orders,
                    refreshedAt = at },
                new { metric = "revenue", variant = arm.Variant, cohort, kind = "mean", units = 3000, sum = 3000.5, sumOfSquares = 90000.0,
                    refreshedAt = at },
                new { metric = "errors", variant = arm.Variant, cohort, kind = "ratio", units = 3000, sum = 30.0, sumOfSquares = 30.0,
                    denominatorSum = 6000.0, denominatorSumOfSquares = 13000.0, crossSum = 62.0, refreshedAt = at },
            })),
            exposures = days.SelectMany(cohort => arms.Select(arm => new { variant = arm.Variant, cohort, units = 3000 })),
        };
    }
}
