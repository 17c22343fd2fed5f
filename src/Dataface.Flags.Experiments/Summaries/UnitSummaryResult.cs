using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Experiments.Summaries;

/// <summary>What files of units come to. Immutable.</summary>
internal sealed record UnitSummaryResult
{
    /// <summary>The rows that are imported; null when a file is refused.</summary>
    public ExperimentData? Data { get; init; }

    /// <summary>Everything that is wrong, or the first of it; empty for accepted files.</summary>
    public required IReadOnlyList<DocumentProblem> Problems { get; init; }

    /// <summary>The rows that were read.</summary>
    public required long Rows { get; init; }

    /// <summary>The units, each once, those with two variants too.</summary>
    public long Units { get; init; }

    /// <summary>The columns that were not read, as the design has nothing of their name.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The metrics that the files do not have, and that get no rows.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];
}
