namespace Dataface.Flags.Experiments.Portfolio.Documents;

/// <summary>
/// All accepted documents of a portfolio together. Identifiers are unique, every need is known, and nothing needs itself. Each list is in
/// ordinal order of identifiers, so that the order of files never matters. Immutable; thread-safe.
/// </summary>
internal sealed record PortfolioPlan
{
    /// <summary>The version of the document format that this library reads.</summary>
    public const string CurrentSchema = "1";

    public required IReadOnlyList<Bet> Bets { get; init; }

    public required IReadOnlyList<BetPrerequisite> Prerequisites { get; init; }

    public required IReadOnlyList<LaunchItem> LaunchItems { get; init; }
}
