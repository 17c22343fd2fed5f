namespace Dataface.Flags.State;

/// <summary>What a store answers to a change that it has recorded.</summary>
public sealed record RecordedChange
{
    /// <summary>
    /// How far it got: <see cref="StateReach.Durable"/> once it survives a restart of the store, <see cref="StateReach.Fleet"/> once the
    /// store has announced it.
    /// </summary>
    public required StateReach Reach { get; init; }

    /// <summary>
    /// The position of its record in the trail. A state of the environment whose <see cref="FlagState.Sequence"/> is not below it holds the
    /// change. Of a change that was recorded before: the position of that record, or any position behind it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1: without it, no state could be told to hold the change.</exception>
    public required long Sequence
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    /// <summary>The lineage that the position is of; null for that of the states that the store gives now.</summary>
    public string? Lineage { get; init; }

    /// <summary>The record; null when the change had been recorded before, or when the store does not give records back.</summary>
    public AuditRecord? Record { get; init; }
}
