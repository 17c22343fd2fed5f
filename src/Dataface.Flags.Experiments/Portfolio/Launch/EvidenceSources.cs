using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Portfolio.Launch;

/// <summary>Where evidence is looked for. What is null is not looked at, and so proves nothing.</summary>
internal sealed record EvidenceSources
{
    /// <summary>The flags that are in force.</summary>
    public FlagDocument? Flags { get; init; }

    /// <summary>The environment of the launch.</summary>
    public string Environment { get; init; } = "production";

    /// <summary>The experiments as their documents were read; a refused document proves nothing.</summary>
    public ExperimentDocumentsResult? Experiments { get; init; }

    /// <summary>The folder that rollback documents are relative to.</summary>
    public string? Root { get; init; }

    /// <summary>Asks health addresses; its timeout bounds each.</summary>
    public HttpClient? Http { get; init; }

    /// <summary>The UTC day of the launch.</summary>
    public required DateOnly Today { get; init; }
}
