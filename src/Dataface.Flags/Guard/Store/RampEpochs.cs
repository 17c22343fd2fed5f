using Dataface.Flags.State;

namespace Dataface.Flags.Guard.Store;

/// <summary>Which stretch of evidence a ramp is in.</summary>
internal static class RampEpochs
{
    /// <summary>Without fresh epochs a long stage goes blind: most active units have erred once.</summary>
    private static readonly TimeSpan LongestEpoch = TimeSpan.FromDays(1);

    /// <summary>How far an instance's clock may run ahead: it begins the day's epoch by it.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    /// <summary>The evidence epoch at a time: the one that began with the stage, or a later day of it.</summary>
    public static GuardEpoch EpochAt(this RampState ramp, string rollout, DateTimeOffset now)
    {
        var days = Math.Max((int)((now - ramp.Since) / LongestEpoch), 0);
        return new(rollout, ramp.Epoch + days, ramp.Since + (days * LongestEpoch));
    }

    /// <summary>
    /// The evidence epoch of a number, with its true start: null for one that has not begun, which nobody can have evidence of.
    /// Epochs before this state's are over; their start is not known any more, and does not matter.
    /// </summary>
    public static GuardEpoch? FindEpoch(this RampState ramp, string rollout, int number, DateTimeOffset now)
    {
        var days = (long)number - ramp.Epoch;
        if (number < 1 || days > Math.Max((int)((now + ClockSkew - ramp.Since) / LongestEpoch), 0)) return null;
        return new(rollout, number, ramp.Since + (Math.Max(days, 0) * LongestEpoch));
    }
}
