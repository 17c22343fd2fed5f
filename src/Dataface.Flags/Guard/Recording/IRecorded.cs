namespace Dataface.Flags.Guard.Recording;

/// <summary>What one instance has seen of an epoch, to be reported.</summary>
internal interface IRecorded
{
    /// <summary>The epoch that it is reported of.</summary>
    GuardEpoch Epoch { get; }

    /// <summary>Takes out what has not been reported yet; not to be called twice at once.</summary>
    (IReadOnlyList<GuardObservation> Observations, IReadOnlyList<GuardTally> Tallies) Drain();
}
