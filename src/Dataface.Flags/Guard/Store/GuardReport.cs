namespace Dataface.Flags.Guard;

/// <summary>The part of a rollout that evidence is collected for: a stage of its ramp, or a day of a longer stage.</summary>
/// <param name="Rollout">The rollout's id.</param>
/// <param name="Number">The epoch's number within the rollout, from 1.</param>
/// <param name="Start">When it began; time buckets are counted from here.</param>
public readonly record struct GuardEpoch(string Rollout, int Number, DateTimeOffset Start);

/// <summary>
/// An observation of a unit, once per signal and epoch. A store counts it if neither the unit nor its source was counted for the signal
/// before, and then remembers both.
/// </summary>
public readonly record struct GuardObservation
{
    /// <summary>The signal, such as <c>errors</c>.</summary>
    public required string Signal { get; init; }

    /// <summary>The index of the treatment that the unit gets, in ordinal order of variant names; -1 for control.</summary>
    public required int Treatment { get; init; }

    /// <summary>The unit's hash.</summary>
    public required ulong Unit { get; init; }

    /// <summary>
    /// The latency bin; 0, the default, for other signals. For <c>again</c> it also holds the stretch of the epoch; a unit and a source
    /// count once in each stretch.
    /// </summary>
    public int Bin { get; init; }

    /// <summary>The keyed hash of where the unit comes from, when only one unit per source counts; 0, the default, otherwise.</summary>
    public ulong Source { get; init; }
}

/// <summary>Something that is counted per request, not per unit.</summary>
/// <param name="Signal">What is counted, such as <c>requests</c>.</param>
/// <param name="Treatment">The index of the treatment, or -1 for control.</param>
/// <param name="Count">How many since the last report.</param>
public readonly record struct GuardTally(string Signal, int Treatment, long Count);

/// <summary>What one instance has seen since its last report.</summary>
public sealed record GuardReport
{
    /// <summary>The epoch that it belongs to.</summary>
    public required GuardEpoch Epoch { get; init; }

    /// <summary>The id of the reporting instance; a new one after each start.</summary>
    public required Guid Instance { get; init; }

    /// <summary>
    /// The number of this report among the instance's reports of the epoch, from 1; a report that arrives again counts once.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>Units, each of which the store counts once per signal and epoch, whichever instance reports it.</summary>
    public IReadOnlyList<GuardObservation> Observations { get; init; } = [];

    /// <summary>Counts, which the store adds up.</summary>
    public IReadOnlyList<GuardTally> Tallies { get; init; } = [];
}
