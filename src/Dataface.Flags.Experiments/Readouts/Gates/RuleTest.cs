using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>One rule, held against one treatment.</summary>
internal readonly record struct RuleTest
{
    private RuleTest(StatisticsReason reason, double value, Effect effect, bool holds) => (Reason, Value, Effect, Holds) = (reason, value, effect, holds);

    /// <summary>Why there is no answer, or <see cref="StatisticsReason.Computed"/>.</summary>
    public StatisticsReason Reason { get; }

    public bool IsComputed => Reason == StatisticsReason.Computed;

    /// <summary>The statistic that the rule names.</summary>
    public double Value { get; }

    /// <summary>The effect on the rule's scale; of <see cref="GateStatistic.Value"/> there is none.</summary>
    public Effect Effect { get; }

    public bool Holds { get; }

    /// <summary>Whether the interval shows the opposite of the rule.</summary>
    public bool IsRefuted { get; private init; }

    /// <summary>How surprising the data would be if the threshold were the truth: at most α exactly when the rule holds at level 1−α.</summary>
    public double PValue { get; private init; }

    /// <summary>Whether an interval must lie on one side of the threshold: only data can make such a rule hold.</summary>
    public static bool IsProof(GateRule rule) => rule.Statistic switch
    {
        GateStatistic.LiftLower or GateStatistic.DifferenceLower => IsAbove(rule),
        GateStatistic.LiftUpper or GateStatistic.DifferenceUpper => !IsAbove(rule),
        _ => false,
    };

    /// <summary>Whether it is about an interval; any other number is noise until the sample is complete.</summary>
    public static bool IsInterval(GateRule rule) => rule.Statistic is not (GateStatistic.Lift or GateStatistic.Difference or GateStatistic.Value);

    public static RuleTest Of(GateRule rule, in SampleStatistics control, in SampleStatistics treatment, in TestProcedure procedure)
    {
        if (rule.Statistic == GateStatistic.Value)
        {
            return new(treatment.Reason, treatment.Mean, default, treatment.Reason == StatisticsReason.Computed && Compare(rule, treatment.Mean)) { PValue = 1 };
        }

        var scale = rule.Statistic is GateStatistic.Lift or GateStatistic.LiftLower or GateStatistic.LiftUpper ? EffectScale.Relative : EffectScale.Absolute;
        var effect = EffectTest.Compare(control, treatment, scale, procedure);
        if (!effect.IsComputed) return new(effect.Reason, 0, effect, false) { PValue = 1 };
        var value = rule.Statistic switch
        {
            GateStatistic.LiftLower or GateStatistic.DifferenceLower => effect.Lower,
            GateStatistic.LiftUpper or GateStatistic.DifferenceUpper => effect.Upper,
            _ => effect.Point,
        };
        return new(StatisticsReason.Computed, value, effect, Compare(rule, value))
        {
            IsRefuted = IsProof(rule) ? !Compare(rule, IsAbove(rule) ? effect.Upper : effect.Lower) : !Compare(rule, value),
            PValue = IsProof(rule) && Compare(rule, effect.Point) ? PValueAt(rule.Threshold, effect, control.Units + (double)treatment.Units, procedure) : 1,
        };
    }

    private static double PValueAt(double threshold, in Effect effect, double units, in TestProcedure procedure)
    {
        var score = (effect.Point - threshold) / effect.StandardError;
        return procedure.IsSequential ? ConfidenceSequence.PValue(score, units, procedure) : StudentT.TwoSidedPValue(score, effect.DegreesOfFreedom);
    }

    private static bool IsAbove(GateRule rule) => rule.Comparison is GateComparison.Above or GateComparison.AtLeast;

    private static bool Compare(GateRule rule, double value) => rule.Comparison switch
    {
        GateComparison.Above => value > rule.Threshold,
        GateComparison.AtLeast => value >= rule.Threshold,
        GateComparison.Below => value < rule.Threshold,
        _ => value <= rule.Threshold,
    };
}
