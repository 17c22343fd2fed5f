namespace Dataface.Flags.Cli.Diff;

/// <summary>Who would move between two documents.</summary>
/// <param name="Environment">The environment that was looked at.</param>
/// <param name="Before">The old document's name.</param>
/// <param name="After">The new document's name.</param>
/// <param name="IsSample">Whether the contexts are synthetic users and not given ones.</param>
/// <param name="Contexts">How many contexts were evaluated.</param>
/// <param name="Moved">The contexts that move in at least one flag.</param>
/// <param name="Flags">Flags that changed or that somebody moves in, in ordinal order.</param>
internal sealed record DiffReport(
    string Environment, string Before, string After, bool IsSample, long Contexts, Share Moved, IReadOnlyList<FlagDiff> Flags)
{
    /// <summary>The most that may move, in percent; null for any share.</summary>
    public double? MaxPercent { get; init; }

    /// <summary>Whether more than that moves, or more cannot be ruled out.</summary>
    public bool IsExceeded => Moved.High > MaxPercent;

    public Share ShareOf(long count) => new(count, Contexts, IsSample);
}

/// <summary>Who moves in one flag.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Change">How its definition differs.</param>
/// <param name="Moves">Who moves where, most first.</param>
internal sealed record FlagDiff(string Flag, FlagChange Change, IReadOnlyList<Move> Moves)
{
    /// <summary>The attributes that the flag buckets by.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Contexts that were refused a rollout because they have no unit: a sign that they are not what services evaluate.</summary>
    public long WithoutUnit { get; init; }

    /// <summary>Attributes that conditions ask for and synthetic users do not have.</summary>
    public IReadOnlyList<string> MissingAttributes { get; init; } = [];

    public long Moved => Moves.Sum(move => move.Count);
}

/// <summary>Contexts that get one answer from the old document and another from the new one.</summary>
/// <param name="From">The answer of the old document.</param>
/// <param name="To">The answer of the new document.</param>
/// <param name="Count">How many contexts.</param>
internal sealed record Move(Answer From, Answer To, long Count);
