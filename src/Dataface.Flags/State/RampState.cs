using Dataface.Flags.Guard;

namespace Dataface.Flags.State;

/// <summary>Where a rollout stands. Immutable.</summary>
public sealed record RampState
{
    /// <summary>The ramp's step, from 0.</summary>
    public int Stage { get; init; }

    /// <summary>The number of the evidence epoch that began with the stage, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The share that was exposed when the epoch began, in thousandths of a percent.</summary>
    public required int MilliPercent { get; init; }

    /// <summary>When the epoch began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether it stays there until it is resumed.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Without fresh epochs a long stage goes blind: most active units have erred once.</summary>
    private static readonly TimeSpan LongestEpoch = TimeSpan.FromDays(1);

    /// <summary>How far an instance's clock may run ahead: it begins the day's epoch by it.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    /// <summary>Whether it stands at a step and a share.</summary>
    internal bool IsAt(int stage, int milliPercent) => Stage == stage && MilliPercent == milliPercent;

    /// <summary>The evidence epoch at a time: the one that began with the stage, or a later day of it.</summary>
    internal GuardEpoch EpochAt(string rollout, DateTimeOffset now)
    {
        var days = Math.Max((int)((now - Since) / LongestEpoch), 0);
        return new(rollout, Epoch + days, Since + (days * LongestEpoch));
    }

    /// <summary>
    /// The evidence epoch of a number, with its true start: null for one that has not begun, which nobody can have evidence of.
    /// Epochs before this state's are over; their start is not known any more, and does not matter.
    /// </summary>
    internal GuardEpoch? FindEpoch(string rollout, int number, DateTimeOffset now)
    {
        var days = (long)number - Epoch;
        if (number < 1 || days > Math.Max((int)((now + ClockSkew - Since) / LongestEpoch), 0)) return null;
        return new(rollout, number, Since + (Math.Max(days, 0) * LongestEpoch));
    }
}
