using Dataface.Flags.Values;

namespace Dataface.Flags.State;

/// <summary>The position of a rollout. Immutable.</summary>
public sealed record RampState
{
    /// <summary>The ramp's step, from 0.</summary>
    public int Stage { get; init; }

    /// <summary>The number of the evidence epoch that began with the stage, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The share that was exposed when the epoch began, in percent, with at most three decimals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has more decimals.</exception>
    public required decimal Percent { get => Percentage.Of(MilliPercent); init => MilliPercent = Percentage.Milli(value); }

    /// <summary>When the epoch began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether it stays there until it is resumed.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The share in thousandths of a percent.</summary>
    internal int MilliPercent { get; init; }

    /// <summary>Whether it stands at a step and a share.</summary>
    internal bool IsAt(int stage, int milliPercent) => Stage == stage && MilliPercent == milliPercent;
}
