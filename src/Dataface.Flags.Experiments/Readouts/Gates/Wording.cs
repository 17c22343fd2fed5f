using System.Globalization;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Numbers and rules in words.</summary>
internal static class Wording
{
    /// <summary>Shares from here down have a digit more.</summary>
    private const double Small = 0.001;

    public static string Share(double value) =>
        value.ToString(Math.Abs(value) is > 0 and < Small ? "0.### %" : "0.0# %", CultureInfo.InvariantCulture);

    /// <summary>With its sign.</summary>
    public static string Lift(double value) => Bounds.Number(value, EffectScale.Relative, 1);

    public static string PValue(double value) => value < 0.00005 ? "below 0.0001" : value.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Units(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A metric's own value: a share where it is one, nothing where there is none.</summary>
    public static string Value(in SampleStatistics sums) => sums.Kind switch
    {
        StatisticKind.None => "",
        StatisticKind.Proportion => Share(sums.Mean),
        _ => Number(sums.Mean),
    };

    /// <summary>Such as <c>orders of 'on' moved by +5.2 % (+2.1 % to +8.3 %)</c>.</summary>
    public static string Moved(MetricReadout readout)
    {
        var what = $"{readout.Metric} of '{readout.Variant}'";
        var effect = readout.Scale == EffectScale.Relative ? readout.Relative : readout.Absolute;
        if (effect.IsComputed) return Moved(what, effect, readout.Scale, 0);
        return readout.Absolute.IsComputed
            ? $"{what} moved from {Value(readout.Control)} to {Value(readout.Treatment)} "
            + $"({Bounds.Interval(readout.Absolute, EffectScale.Absolute, 0)})"
            : $"{what} cannot be compared: {ReasonText.Words(readout.Absolute.Reason)}";
    }

    /// <summary>
    /// What a rule for success rests on, in its own scale: its interval leaves out the threshold when the rule was accepted.
    /// </summary>
    public static string Moved(RuleTest test) => test.Effect.IsComputed
        ? Moved(test.Rule.Metric, test.Effect, test.Scale, test.Rule.Threshold)
        : $"{test.Rule.Metric} moved from {Value(test.Control)} to {Value(test.Treatment)}";

    /// <summary>What a guardrail leaves open: how much worse it may be.</summary>
    public static string Open(RuleTest test, bool isDecrease)
    {
        var (metric, effect) = (test.Rule.Metric, test.Effect);
        if (!effect.IsComputed) return $"{metric} as it is ({Value(test.Treatment)} against {Value(test.Control)})";
        var worst = isDecrease ? effect.Upper : effect.Lower;
        if (double.IsInfinity(worst)) return $"{metric} {(isDecrease ? "higher" : "lower")} by an unknown amount";
        return (isDecrease ? worst <= 0 : worst >= 0)
            ? $"{metric} {(isDecrease ? "lower" : "higher")}"
            : $"{metric} {(isDecrease ? "higher" : "lower")} by at most {Bounds.Size(worst, test.Scale)}";
    }

    /// <param name="test">The rule.</param>
    /// <param name="isBlind">Whether nobody may see values and effect yet.</param>
    public static IReadOnlyList<GateNumber> Numbers(RuleTest test, bool isBlind = false)
    {
        var numbers = new List<GateNumber> { new("threshold", test.Rule.Threshold) };
        if (!isBlind) numbers.AddRange([new("control", test.Control.Mean), new("treatment", test.Treatment.Mean)]);
        numbers.Add(new("units", (double)test.Control.Units + test.Treatment.Units));
        if (!isBlind && test is { IsComputed: true, Effect: { IsComputed: true } effect })
        {
            numbers.AddRange([new("point", effect.Point), new("lower", effect.Lower), new("upper", effect.Upper)]);
        }

        return [.. numbers.Where(n => double.IsFinite(n.Value))];
    }

    private static string Moved(string what, in Effect effect, EffectScale scale, double boundary) =>
        $"{what} moved by {Bounds.Number(effect.Point, scale, 1)} ({Bounds.Interval(effect, scale, boundary)})";
}
