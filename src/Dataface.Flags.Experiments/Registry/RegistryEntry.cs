using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>One line of a registry's journal: something that happened. Which parts it has depends on its kind.</summary>
internal sealed record RegistryEntry
{
    public required RegistryAction Action { get; init; }

    public required DateTimeOffset At { get; init; }

    public string By { get; init; } = "";

    /// <summary>The experiment; empty for loads.</summary>
    public string Id { get; init; } = "";

    public string? Reason { get; init; }

    public ExperimentDraft? Draft { get; init; }

    public ExperimentStatus? To { get; init; }

    public DecisionRecord? Decision { get; init; }

    public ExperimentData? Data { get; init; }

    public RefreshEntry? Refresh { get; init; }

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
    Refresh,
    Note,
}
