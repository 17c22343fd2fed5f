using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Design;

/// <summary>Whether a design can reach its aim before its end, or the reason why that cannot be said. Immutable.</summary>
public sealed record DesignVerdict
{
    internal DesignVerdict(SamplePlan plan, StatisticsReason reason) => (Plan, Reason) = (plan, reason);

    /// <summary>Why there is no verdict, or <see cref="StatisticsReason.Computed"/>.</summary>
    public StatisticsReason Reason { get; }

    /// <summary>Whether there is a verdict.</summary>
    public bool IsComputed => Reason == StatisticsReason.Computed;

    /// <summary>Whether the expected units are enough for the planned power. False unless <see cref="IsComputed"/>.</summary>
    public bool CanReachAim { get; internal init; }

    /// <summary>What the design needs.</summary>
    public SamplePlan Plan { get; }

    /// <summary>The units that arrive before the end, all variants together; 0 unless <see cref="IsComputed"/>.</summary>
    public double ExpectedUnits { get; internal init; }

    /// <summary>The power that they give, 0 to 1; 0 unless <see cref="IsComputed"/>.</summary>
    public double ExpectedPower { get; internal init; }

    /// <summary>The smallest increase that they detect with the planned power, on the design's scale, or why there is none.</summary>
    public Figure DetectableEffect { get; internal init; }
}
