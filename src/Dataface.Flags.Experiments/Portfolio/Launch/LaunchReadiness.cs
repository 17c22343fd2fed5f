using Dataface.Flags.Experiments.Portfolio.Documents;

namespace Dataface.Flags.Experiments.Portfolio.Launch;

/// <summary>Whether a launch may happen, and what stands in its way.</summary>
/// <param name="Blocks">What stands in the way; empty when it may happen.</param>
/// <param name="AcceptedRisks">Deferred items: somebody carries each.</param>
/// <param name="Evidence">What was looked at, by item.</param>
internal sealed record LaunchReadiness(
    IReadOnlyList<LaunchItem> Items, IReadOnlyList<LaunchBlock> Blocks, IReadOnlyList<LaunchItem> AcceptedRisks,
    IReadOnlyDictionary<string, IReadOnlyList<Evidence>> Evidence)
{
    public LaunchVerdict Verdict =>
        Blocks.Count > 0 ? LaunchVerdict.NotReady : AcceptedRisks.Count > 0 ? LaunchVerdict.ReadyWithAcceptedRisks : LaunchVerdict.Ready;

    /// <summary>Closed launch-critical items that name nothing which anybody could look at: their owners' word is all there is.</summary>
    public IReadOnlyList<LaunchItem> Unseen { get; } =
    [
        .. Items.Where(item => item is { Class: LaunchClass.LaunchCritical, Status: LaunchStatus.Closed } && Evidence[item.Id].Count == 0),
    ];

    /// <summary>Judges items by what was found of their evidence.</summary>
    public static LaunchReadiness Judge(IReadOnlyList<LaunchItem> items, IReadOnlyDictionary<string, IReadOnlyList<Evidence>> evidence)
    {
        var blocks = new List<LaunchBlock>();
        if (!items.Any(item => item.Class == LaunchClass.LaunchCritical)) blocks.Add(
            new(null, "no launch-critical item is written down, so that nothing says what a launch must have"));
        foreach (var item in items.OrderBy(item => item.Class).ThenBy(item => item.Id, StringComparer.Ordinal))
        {
            blocks.AddRange(Reasons(item, evidence[item.Id]).Select(reason => new LaunchBlock(item, reason)));
        }

        return new(items, blocks, [.. items.Where(IsAcceptedRisk)], evidence);
    }

    private static bool IsAcceptedRisk(LaunchItem item) => item is { Status: LaunchStatus.Deferred, Class: not LaunchClass.PostLaunch };

    private static IEnumerable<string> Reasons(LaunchItem item, IReadOnlyList<Evidence> evidence)
    {
        if (item.Class == LaunchClass.PostLaunch) return [];
        if (item.Status == LaunchStatus.Open)
        {
            return [item.Class == LaunchClass.LaunchCritical ? "is open" : "is open: close it, or defer it with owner, follow-up and risk"];
        }

        return evidence.Where(e => e.State != EvidenceState.Good && IsClaimed(item, e.Kind)).Select(e => e.ToString());
    }

    /// <summary>
    /// A closed item claims all its evidence. A deferred one claims only its way back, which must work while the risk is open.
    /// </summary>
    private static bool IsClaimed(LaunchItem item, EvidenceKind kind) =>
        item.Status == LaunchStatus.Closed || (item.IsHighRisk && kind is (EvidenceKind.KillSwitch or EvidenceKind.Rollback));
}

/// <summary>Something that stands in the way of a launch.</summary>
/// <param name="Item">The item; null when it is the launch as a whole.</param>
internal sealed record LaunchBlock(LaunchItem? Item, string Reason);

/// <summary>Whether a launch may happen.</summary>
internal enum LaunchVerdict
{
    NotReady,
    ReadyWithAcceptedRisks,
    Ready,
}
