using System.Globalization;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>The document that <c>experiments new</c> writes: complete but for what only its author knows.</summary>
internal static class ExperimentSkeleton
{
    private const int DaysUntilStart = 7;
    private const int DaysOfRun = 28;

    public static string Of(string id, string flag, DateOnly today) => $$"""
        # Fill in the blanks; `dataface-flags experiments lint` says what is still missing.
        schema: 1
        id: {{id}}
        title:                          # a short name for people
        owner:                          # the team that answers for it and decides
        type: feature                   # feature, ux_copy, pricing, performance or onboarding
        status: draft                   # draft, approved, running, decided, cleaned_up

        problem:                        # what is wrong today, for whom, and how that is known
        hypothesis:                     # If ..., then ..., because ...
        expected_outcome:               # what the numbers will look like if the hypothesis is right
        variable:                       # the one thing that changes
        touches: []                     # areas of the product; billing needs an approval, authentication is refused
        user_notice:
          visible: true                 # false when nobody can see the change
          how:                          # how users are told
        rollback_plan: dataface-flags kill {{flag}}
        # approvals:
        #   - { role: business, by: ..., on: {{Day(today)}}, reference: ... }   # role: business or security

        flag: {{flag}}

        design:
          control: "off"                # variants of the flag
          treatments: ["on"]
          # audience: { attribute: country, in: [DE, AT, CH] }   # as in flag documents; everybody without it
          # cohort: beta-customers      # the named segment that pricing needs
          # layer: checkout             # experiments in one layer share no user
          exposure: 50 %                # of the audience, control included
          start: {{Day(today.AddDays(DaysUntilStart))}}
          end: {{Day(today.AddDays(DaysUntilStart + DaysOfRun))}}
          minimum_detectable_effect: 5 %   # relative, of the success metrics
          power: 80 %
          alpha: 5 %
          # split: { "off": 1, "on": 1 }   # weights of the arms, as the flag divides them; equal without it
          traffic: 5000                 # new users a day in the audience
          test: sequential              # sequential: look at any time; fixed: look once

        metrics:
          orders:
            kind: conversion            # conversion, engagement, retention, ratio, error_rate, latency
            event: order_placed
            window: 7d                  # how long after the first exposure events count
            baseline: 30 %              # today's value
          errors:
            kind: error_rate
            event: request_failed
            denominator: request_handled
            baseline: 0.5 %

        success_metrics: [orders]
        failure_metrics: [errors]

        gates:
          - { metric: orders, statistic: lift_lower, comparison: above, threshold: 0, role: success }
          - { metric: errors, statistic: difference_lower, comparison: at_most, threshold: 0, role: guardrail }

        # decision: { verdict: ship, on: ..., by: ..., readout: docs/readouts/{{id}}.md, rationale: ... }
        # outcome: what came of it

        """.ReplaceLineEndings("\n");

    private static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
