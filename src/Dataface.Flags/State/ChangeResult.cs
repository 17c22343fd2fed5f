namespace Dataface.Flags.State;

/// <summary>The result of a kill, a restore or a change of a ramp.</summary>
public sealed record ChangeResult
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>
    /// How far the change got. With a <see cref="Problem"/>, a kill is in force in this process and is delivered until it arrives; a
    /// restore or a change of a ramp has changed nothing.
    /// </summary>
    public required StateReach Reach { get; init; }

    /// <summary>Why it got no further, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// In how many instances it is in force; null when the request did not wait for that, or no instances could be asked.
    /// </summary>
    public ChangeConfirmation? Confirmation { get; init; }

    /// <summary>The sources that kill the flag now; none after a restore, unless the kill file or configuration still does.</summary>
    public IReadOnlyList<string> KilledBy { get; init; } = [];
}
