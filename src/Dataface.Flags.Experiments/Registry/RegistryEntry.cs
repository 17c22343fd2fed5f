using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>Something that happened in a registry. Which parts it has depends on its kind.</summary>
internal sealed record RegistryEntry
{
    public required RegistryAction Action { get; init; }

    public required DateTimeOffset At { get; init; }

    public string By { get; init; } = "";

    /// <summary>The experiment.</summary>
    public string Id { get; init; } = "";

    public string? Reason { get; init; }

    public ExperimentData? Data { get; init; }

    /// <summary>Of a note: the word for what was done.</summary>
    public string? Note { get; init; }

    /// <summary>Of a note: what is since.</summary>
    public string? After { get; init; }
}

/// <summary>What happened.</summary>
internal enum RegistryAction
{
    Create,
    Document,
    Status,
    Kpis,
    Results,
    Stable,
    Note,
}
