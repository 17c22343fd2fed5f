namespace Dataface.Flags.State;

/// <summary>In how many instances a change is in force, as reported by the instances. Immutable.</summary>
public sealed record ChangeConfirmation
{
    /// <summary>How many have reported that they have it in force.</summary>
    public required int Confirmed { get; init; }

    /// <summary>
    /// How many were waited for: those that the server had heard of lately. Instances that left meanwhile are not included; 0 when none
    /// reports.
    /// </summary>
    public required int Expected { get; init; }

    /// <summary>
    /// How many are not counted: those that the server has not heard of lately, that did not have it in force then, and that have not said
    /// goodbye. They are not waited for.
    /// </summary>
    public int Silent { get; init; }

    /// <summary>The same as a sentence, with the names of those that have not confirmed.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether there are more instances than the server keeps, so that the numbers are incomplete.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether every instance has it in force. False when no instance reports, or one is silent.</summary>
    public bool IsComplete => Expected > 0 && Confirmed == Expected && Silent == 0 && !IsPartial;
}
