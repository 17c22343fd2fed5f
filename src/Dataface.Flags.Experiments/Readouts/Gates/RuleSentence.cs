using System.Globalization;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// What there is, what a rule wants, and what follows, for whoever decides: <c>orders moved by +4.8 % (-13.1 % to +25.0 %) and must be
/// shown to rise: not shown yet.</c> No other place says it. Pure functions.
/// </summary>
internal static class RuleSentence
{
    /// <summary>The sentence.</summary>
    /// <param name="test">The rule, held against a treatment.</param>
    /// <param name="state">What its gate says.</param>
    public static string Of(RuleTest test, GateState state)
    {
        var rule = test.Rule;
        var wanted = rule.Role == GateRole.Failure ? $"counts as harm when it is {Harm(test)}" : Wanted(test);
        return test.IsComputed
            ? $"{Found(test)} and {wanted}: {Verdict(test, state)}."
            : $"{rule.Metric} {wanted}; nothing can be said yet, because {ReasonText.Words(test.Reason)}.";
    }

    private static string Found(RuleTest test) => test.Rule.Statistic == GateStatistic.Value
        ? $"{test.Rule.Metric} is {Wording.Value(test.Treatment)}"
        : Wording.Moved(test);

    /// <summary>Such as <c>must be shown to rise by more than 2.0 %</c>.</summary>
    private static string Wanted(RuleTest test)
    {
        var rule = test.Rule;
        return rule.Statistic switch
        {
            GateStatistic.Value => $"must be {Limit(rule, Own(test))}",
            GateStatistic.Lift or GateStatistic.Difference => $"must be measured {Limit(rule, Signed(rule))}",
            GateStatistic.LiftLower or GateStatistic.DifferenceLower when rule.IsAbove => $"must be shown {Beyond(rule, "rise", "fall")}",
            GateStatistic.LiftUpper or GateStatistic.DifferenceUpper when !rule.IsAbove => $"must be shown {Beyond(rule, "fall", "rise")}",
            GateStatistic.LiftLower or GateStatistic.DifferenceLower => $"must not be shown {Crossing(rule, "rise", "fall")}",
            _ => $"must not be shown {Crossing(rule, "fall", "rise")}",
        };
    }

    /// <summary>Whatever the rule names, harm is what is shown.</summary>
    private static string Harm(RuleTest test) => test.Rule switch
    {
        { Statistic: GateStatistic.Value } rule => $"{Limit(rule, Own(test))}, and not by chance",
        { IsAbove: true } rule => $"shown {Beyond(rule, "rise", "fall")}",
        var rule => $"shown {Beyond(rule, "fall", "rise")}",
    };

    /// <summary>On the far side of the threshold: beyond it where it points the same way, short of it where it points back.</summary>
    private static string Beyond(GateRule rule, string way, string back) => rule.Threshold == 0 ? $"to {way}"
        : IsAlong(rule, way) ? $"to {way} by more than {Size(rule)}"
        : $"not to {back} by {Size(rule)} or more";

    private static string Crossing(GateRule rule, string way, string back) => rule.Threshold == 0 ? $"to {way}"
        : IsAlong(rule, way) ? $"to {way} by more than {Size(rule)}"
        : $"to {back} by less than {Size(rule)}";

    private static bool IsAlong(GateRule rule, string way) => rule.Threshold > 0 == (way == "rise");

    private static string Limit(GateRule rule, string threshold) => rule.Comparison switch
    {
        GateComparison.Above => $"above {threshold}",
        GateComparison.AtLeast => $"at {threshold} or above",
        GateComparison.Below => $"below {threshold}",
        _ => $"at {threshold} or below",
    };

    private static string Verdict(RuleTest test, GateState state) => (test.Rule, state) switch
    {
        ({ Role: GateRole.Failure }, GateState.Fail) => "that is harm",
        ({ Role: GateRole.Failure }, _) => state == GateState.Pass ? "no harm is shown" : "too early to say",
        ({ IsProof: true }, _) => state switch { GateState.Pass => "shown", GateState.Fail => "not shown", _ => "not shown yet" },
        (var rule, GateState.NotYet) => RuleTest.IsInterval(rule) || test.Holds ? "too early to say" : "it is not, which may be chance",
        (var rule, _) => state == GateState.Pass == RuleTest.IsInterval(rule) ? "it is not" : "it is",
    };

    /// <summary>A threshold of the metric's own value: a share where that is one.</summary>
    private static string Own(RuleTest test) => test.Treatment.Kind == StatisticKind.Proportion
        ? Wording.Share(test.Rule.Threshold) : Wording.Number(test.Rule.Threshold);

    /// <summary>A threshold as it was written, without its sign.</summary>
    private static string Size(GateRule rule) => Plain(Math.Abs(rule.Threshold), Scale(rule), "0.######");

    private static string Signed(GateRule rule) => Plain(rule.Threshold, Scale(rule), "+0.######;-0.######;0");

    private static string Plain(double value, EffectScale scale, string format) => scale == EffectScale.Relative
        ? (value * 100).ToString(format, CultureInfo.InvariantCulture) + " %" : value.ToString(format, CultureInfo.InvariantCulture);

    private static EffectScale Scale(GateRule rule) =>
        rule.Statistic is GateStatistic.Lift or GateStatistic.LiftLower or GateStatistic.LiftUpper
            ? EffectScale.Relative : EffectScale.Absolute;
}
