using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Whether a guard's own objective burns on both sides, treatment and control. Not thread-safe.</summary>
internal sealed class SidesBurn(double percent)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly RequestWindows _treatment = new();
    private readonly RequestWindows _control = new();
    private DateTimeOffset _now = Start;

    /// <summary>Takes in a bucket, or looks at the open one again.</summary>
    public void Set(int number, TimeBucket bucket)
    {
        _now = Start + EvidenceLedger.EndOf(number);
        var (all, failed) = (bucket[GuardSignals.Requests], bucket[GuardSignals.RequestErrors]);
        if (all.Treatment > 0) _treatment.Set(_now, all.Treatment, failed.Treatment);
        if (all.Control > 0) _control.Set(_now, all.Control, failed.Control);
    }

    /// <summary>How it stands: it burns when both sides do.</summary>
    public GuardObjectiveStatus Status()
    {
        var (with, without) = (_treatment.At(null, percent, _now), _control.At(null, percent, _now));
        var isBoth = with.Health == GuardObjectiveHealth.Burning && without.Health == GuardObjectiveHealth.Burning;
        return without with
        {
            Health = isBoth ? GuardObjectiveHealth.Burning : GuardObjectiveHealth.Sound,
            Requests = with.Requests + without.Requests,
            Failed = with.Failed + without.Failed,
        };
    }
}
