namespace Dataface.Flags.State;

/// <summary>A kill in force. Immutable.</summary>
public sealed record Kill
{
    /// <summary>The flag's key; <c>*</c> for every flag.</summary>
    public required string Flag { get; init; }

    /// <summary>Where the kill comes from: a state store's name, <c>kill-file</c> or <c>configuration</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Who killed it.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The kill that a change makes.</summary>
    internal static Kill Of(StateChange change, string source) =>
        new() { Flag = change.Flag, Source = source, By = change.By, At = change.At, Reason = change.Reason };
}
