namespace Dataface.Flags.State;

/// <summary>A store's answer to a change that it has recorded.</summary>
public sealed record RecordedChange
{
    /// <summary>
    /// How far it got: <see cref="StateReach.Durable"/> once it survives a restart of the store, <see cref="StateReach.Fleet"/> once the
    /// store has announced it.
    /// </summary>
    public required StateReach Reach { get; init; }

    /// <summary>
    /// The position of the change's record in the trail. A state of the environment holds the change when its
    /// <see cref="FlagState.Sequence"/> is at or above it. For a change that was recorded before: the position of that record, or any later
    /// position.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1: it would not show which states hold the change.</exception>
    public required long Sequence
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    /// <summary>The lineage that the position belongs to; null for that of the states that the store returns now.</summary>
    public string? Lineage { get; init; }

    /// <summary>The record; null when the change had been recorded before, or when the store does not return records.</summary>
    public AuditRecord? Record { get; init; }
}
