namespace Dataface.Flags.Documents;

/// <summary>Which signals a flag's rollouts are watched by.</summary>
public sealed record GuardDefinition
{
    /// <summary>Whether the error rate is watched. Default true.</summary>
    public bool Errors { get; init; } = true;

    /// <summary>Whether latency is watched. Default true.</summary>
    public bool Latency { get; init; } = true;

    /// <summary>Named counters that are watched, such as <c>auth_failure</c>.</summary>
    public IReadOnlyList<string> Counters { get; init; } = [];

    /// <summary>Signals of which one occurrence in treatment kills.</summary>
    public IReadOnlyList<string> AbortOn { get; init; } = [];

    /// <summary>The service-level objective in percent, above 0 and below 100; null for none.</summary>
    public double? SloObjective { get; init; }
}
