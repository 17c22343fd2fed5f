using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Portfolio.Launch;

/// <summary>Where evidence is looked for. What is null is not looked at, and so proves nothing.</summary>
internal sealed record EvidenceSources
{
    /// <summary>The flags that are in force.</summary>
    public FlagDocument? Flags { get; init; }

    /// <summary>The environment of the launch.</summary>
    public string Environment { get; init; } = "production";

    /// <summary>The status of each experiment, as its document writes it.</summary>
    public IReadOnlyDictionary<string, string>? Experiments { get; init; }

    /// <summary>The folder that rollback documents are relative to.</summary>
    public string? Root { get; init; }

    /// <summary>Asks health addresses; its timeout bounds each.</summary>
    public HttpClient? Http { get; init; }

    /// <summary>The UTC day of the launch.</summary>
    public required DateOnly Today { get; init; }
}
