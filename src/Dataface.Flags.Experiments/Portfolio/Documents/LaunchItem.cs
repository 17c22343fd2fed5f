namespace Dataface.Flags.Experiments.Portfolio.Documents;

/// <summary>Something that a launch must have, or may do without for a while. Immutable; thread-safe.</summary>
internal sealed record LaunchItem
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Owner { get; init; }

    /// <summary>The part of the product, such as payments.</summary>
    public required string Area { get; init; }

    public required LaunchClass Class { get; init; }

    public LaunchStatus Status { get; init; }

    /// <summary>Whether harm would be hard to undo; then there must be a kill switch or a rollback.</summary>
    public bool IsHighRisk { get; init; }

    /// <summary>What it must do.</summary>
    public required string Behaviour { get; init; }

    /// <summary>Known cases in which it does not do so.</summary>
    public IReadOnlyList<string> Unsupported { get; init; } = [];

    /// <summary>The flag that switches it off; null when there is none.</summary>
    public string? KillSwitch { get; init; }

    /// <summary>The document that says how to undo it, as a path in the repository; null when there is none.</summary>
    public string? Rollback { get; init; }

    /// <summary>The address that says whether it is healthy; null when there is none.</summary>
    public Uri? Health { get; init; }

    /// <summary>The experiment that must be decided; null when there is none.</summary>
    public string? Experiment { get; init; }

    /// <summary>Links that people follow.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>Who carries the risk of a deferred item; null unless deferred.</summary>
    public Deferral? Deferral { get; init; }
}

/// <summary>What a launch has to do with an item.</summary>
internal enum LaunchClass
{
    /// <summary>No launch without it. It cannot be deferred.</summary>
    LaunchCritical,

    /// <summary>Belongs to the launch; may be deferred openly.</summary>
    LaunchAdjacent,

    /// <summary>Comes afterwards and never blocks.</summary>
    PostLaunch,
}

/// <summary>How far an item is.</summary>
internal enum LaunchStatus
{
    /// <summary>The default.</summary>
    Open,

    Closed,

    Deferred,
}

/// <summary>A risk that somebody has taken.</summary>
/// <param name="Owner">Who carries it.</param>
/// <param name="FollowUp">What happens afterwards, and when.</param>
/// <param name="Risk">What may go wrong meanwhile.</param>
internal sealed record Deferral(string Owner, string FollowUp, string Risk);
