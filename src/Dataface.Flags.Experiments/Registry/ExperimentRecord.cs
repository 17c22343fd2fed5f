using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>An experiment as the registry stores it. Immutable; thread-safe.</summary>
public sealed record ExperimentRecord
{
    /// <summary>The experiment's identifier, unique in the registry.</summary>
    public required string Id { get; init; }

    /// <summary>A short name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The hypothesis that is tested.</summary>
    public required string Hypothesis { get; init; }

    /// <summary>The team or person responsible for it.</summary>
    public required string Owner { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its status, from the registry and not from the document.</summary>
    public required ExperimentStatus Status { get; init; }

    /// <summary>The names of its metrics, unless a document says more.</summary>
    public IReadOnlyList<string> Kpis { get; init; } = [];

    /// <summary>Its document, YAML; null when it was added without one.</summary>
    public string? Definition { get; init; }

    /// <summary>Counts the changes of its document and its status, from 1.</summary>
    public long Version { get; init; } = 1;

    /// <summary>What was decided; null until it is.</summary>
    public DecisionRecord? Decision { get; init; }

    /// <summary>When it was decided; null until it is.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When its data first allowed a decision; null until they do.</summary>
    public DateTimeOffset? StableAt { get; init; }

    /// <summary>Another number whenever its data have changed.</summary>
    internal long DataVersion { get; init; }
}

/// <summary>The details of an experiment to add. Immutable; thread-safe.</summary>
public sealed record ExperimentDraft
{
    /// <summary>The identifier; null to make one from the name.</summary>
    public string? Id { get; init; }

    /// <summary>A short name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The hypothesis that is tested; not blank.</summary>
    public required string Hypothesis { get; init; }

    /// <summary>The team or person responsible for it.</summary>
    public required string Owner { get; init; }

    /// <summary>The names of its metrics.</summary>
    public IReadOnlyList<string> Kpis { get; init; } = [];

    /// <summary>Its document, YAML that was accepted before; null for none.</summary>
    public string? Definition { get; init; }
}
