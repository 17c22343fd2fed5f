using Dataface.Flags.Documents;
using Dataface.Flags.State;

namespace Dataface.Flags.Experiments;

/// <summary>What experiments are checked against besides themselves. Immutable; thread-safe.</summary>
public sealed record ExperimentContext
{
    /// <summary>The rules. Default <see cref="ExperimentPolicy.Default"/>.</summary>
    public ExperimentPolicy Policy { get; init; } = ExperimentPolicy.Default;

    /// <summary>The flags that are in force; null when they are not known, so that nothing is checked against them.</summary>
    public FlagDocument? Flags { get; init; }

    /// <summary>The environment that experiments run in; a flag's entry for it divides the users. Default <c>production</c>.</summary>
    public string Environment { get; init; } = "production";

    /// <summary>Which flags are killed in that environment; null when it is not known, so that nothing is checked against it.</summary>
    public FlagState? State { get; init; }

    /// <summary>Where code uses flags: a <see cref="SourceScan"/> or <see cref="FoundUses"/>; null when code is not checked.</summary>
    public IFlagSearch? Code { get; init; }

    /// <summary>The clock that gives today's date. Default the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The UTC day.</summary>
    internal DateOnly Today => FlagDocumentReader.Today(Time);
}
