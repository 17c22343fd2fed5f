using System.Globalization;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Design;

/// <summary>What a guardrail's limit takes, in words.</summary>
internal static class MarginText
{
    /// <summary>Such as <c>errors higher by at most 0.001: takes 41,000 units (17 days) if the change does no harm</c>.</summary>
    public static string Of(MarginPlan plan) => $"{Limit(plan.Rule, plan.Rule.Threshold)}: {Takes(plan)}";

    /// <summary>A limit in words, such as <c>orders lower by at most 2.0 %</c>.</summary>
    public static string Limit(GateRule rule, double limit)
    {
        return $"{rule.Metric} {(rule.IsAbove ? "lower" : "higher")} by at most {Size(rule, limit)}";
    }

    /// <summary>A limit's size on its rule's scale.</summary>
    public static string Size(GateRule rule, double limit) => rule.Statistic is GateStatistic.LiftLower or GateStatistic.LiftUpper
        ? (Math.Abs(limit) * 100).ToString("0.###' %'", CultureInfo.InvariantCulture)
        : Math.Abs(limit).ToString("0.########", CultureInfo.InvariantCulture);

    /// <summary>About as much, with two digits, and not less.</summary>
    public static double RoundedUp(double limit)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(limit))) - 1);
        return Math.Sign(limit) * Math.Ceiling(Math.Abs(limit) / unit) * unit;
    }

    private static string Takes(MarginPlan plan)
    {
        if (!plan.Units.IsComputed)
        {
            return plan.Units.Reason switch
            {
                StatisticsReason.NoData => "the number of units needed is not known, because 'baseline' or 'deviation' is not known",
                StatisticsReason.Unreachable => "it asks for an improvement, which a change that does no harm does not show",
                _ => $"the number of units needed is not known: {ReasonText.Of(plan.Units.Reason)}",
            };
        }

        var days = plan.Days is { } whole ? FormattableString.Invariant($" ({whole:N0} days)") : "";
        return FormattableString.Invariant($"takes {plan.Units.Value:N0} units{days} if the change does no harm");
    }
}
