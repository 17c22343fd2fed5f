using System.Globalization;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Numbers and rules in words.</summary>
internal static class Wording
{
    /// <summary>Shares from here down have a digit more.</summary>
    private const double Small = 0.001;

    public static string Share(double value) => value.ToString(Math.Abs(value) is > 0 and < Small ? "0.### %" : "0.0# %", CultureInfo.InvariantCulture);

    /// <summary>With its sign.</summary>
    public static string Lift(double value) => value.ToString("+0.0 %;-0.0 %;0.0 %", CultureInfo.InvariantCulture);

    public static string PValue(double value) => value < 0.00005 ? "below 0.0001" : value.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Units(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A metric's own value: a share where it is one.</summary>
    public static string Value(in SampleStatistics sums) => sums.Kind == StatisticKind.Proportion ? Share(sums.Mean) : Number(sums.Mean);

    /// <summary>Such as <c>orders of 'on' moved by +5.2 % (+2.1 % to +8.3 %)</c>.</summary>
    public static string Moved(MetricReadout readout) => Moved(readout, $"{readout.Metric} of '{readout.Variant}'");

    /// <param name="readout">What moved.</param>
    /// <param name="what">What it is called.</param>
    public static string Moved(MetricReadout readout, string what) => readout.Relative.IsComputed
        ? $"{what} moved by {Lift(readout.Relative.Point)} ({Lift(readout.Relative.Lower)} to {Lift(readout.Relative.Upper)})"
        : readout.Absolute.IsComputed
            ? $"{what} moved from {Value(readout.Control)} to {Value(readout.Treatment)}"
            : $"{what} cannot be compared: {ReasonText.Of(readout.Absolute.Reason)}";

    /// <summary>What a rule asks, what there is, and what follows.</summary>
    public static string Rule(GateRule rule, in RuleTest test, GateState state)
    {
        if (!test.IsComputed) return $"{Condition(rule)} cannot be said yet: {ReasonText.Of(test.Reason)}.";
        var verdict = (rule.Role, state) switch
        {
            (_, GateState.NotYet) => "which is not clear yet",
            (GateRole.Failure, GateState.Fail) => "so that it does harm",
            (GateRole.Failure, _) => "so that no harm is shown",
            (_, GateState.Pass) => "as it should",
            _ => "which it should not",
        };
        return $"{Condition(rule)} is asked; it is {Statistic(rule, test.Value)}{Interval(rule, test)}, {verdict}.";
    }

    /// <summary>A rule as its document writes it.</summary>
    public static string Condition(GateRule rule) =>
        $"{rule.Metric} {ExperimentWords.Statistics[rule.Statistic]} {ExperimentWords.Comparisons[rule.Comparison]} {Statistic(rule, rule.Threshold)}";

    public static IReadOnlyList<GateNumber> Numbers(GateRule rule, in SampleStatistics control, in SampleStatistics treatment, in RuleTest test)
    {
        var numbers = new List<GateNumber>
            { new("threshold", rule.Threshold), new("control", control.Mean), new("treatment", treatment.Mean), new("units", control.Units + treatment.Units) };
        if (test.Effect.IsComputed) numbers.AddRange([new("point", test.Effect.Point), new("lower", test.Effect.Lower), new("upper", test.Effect.Upper)]);
        return [.. numbers.Where(n => double.IsFinite(n.Value))];
    }

    private static string Interval(GateRule rule, in RuleTest test) =>
        test.Effect.IsComputed ? $" ({Statistic(rule, test.Effect.Lower)} to {Statistic(rule, test.Effect.Upper)})" : "";

    private static string Statistic(GateRule rule, double value) =>
        rule.Statistic is GateStatistic.Lift or GateStatistic.LiftLower or GateStatistic.LiftUpper ? Lift(value) : Number(value);
}
