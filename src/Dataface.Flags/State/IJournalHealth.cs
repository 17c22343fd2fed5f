namespace Dataface.Flags.State;

/// <summary>What a store that keeps a journal can say of it although it goes on working.</summary>
internal interface IJournalHealth
{
    /// <summary>Where and why the chain of records is broken, or null.</summary>
    string? Break { get; }

    /// <summary>What was found of a write that was cut short, or null.</summary>
    string? TornTail { get; }

    /// <summary>Why the journal could not be compacted the last time, or null.</summary>
    string? CompactionProblem { get; }
}
