using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Design;

/// <summary>How many units a design needs and for how long, or the reason why there is no answer. Immutable.</summary>
public sealed record SamplePlan
{
    internal SamplePlan(StatisticsReason reason) => Reason = reason;

    /// <summary>Why there is no plan, or <see cref="StatisticsReason.Computed"/>.</summary>
    public StatisticsReason Reason { get; }

    /// <summary>Whether there is a plan.</summary>
    public bool IsComputed => Reason == StatisticsReason.Computed;

    /// <summary>The units of each variant, in the order of the shares, each rounded up; empty unless <see cref="IsComputed"/>.</summary>
    public IReadOnlyList<double> UnitsPerVariant { get; internal init; } = [];

    /// <summary>All units together; 0 unless <see cref="IsComputed"/>.</summary>
    public double Units { get; internal init; }

    /// <summary>Whole days of the expected traffic, rounded up; null where no traffic was given.</summary>
    public double? Days { get; internal init; }

    /// <summary>The procedure to analyse the experiment with, so that the plan holds. For <see cref="EffectTest"/>.</summary>
    public TestProcedure Procedure { get; internal init; }
}
