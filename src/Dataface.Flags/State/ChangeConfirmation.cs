namespace Dataface.Flags.State;

/// <summary>In how many instances a change is in force, as they say themselves. Immutable.</summary>
public sealed record ChangeConfirmation
{
    /// <summary>How many have said that they have it in force.</summary>
    public required int Confirmed { get; init; }

    /// <summary>
    /// How many were waited for: those that the server had heard of lately. Who left meanwhile is not among them; 0 when none reports.
    /// </summary>
    public required int Expected { get; init; }

    /// <summary>The same as a sentence, with the names of those that have not.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether there are more instances than the server keeps, so that the numbers are not all.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether every instance has it in force. Not when none reports: then nobody has said anything.</summary>
    public bool IsComplete => Expected > 0 && Confirmed == Expected && !IsPartial;
}
