using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Mapping;

namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>The map as boxes and arrows, before any notation.</summary>
internal sealed record Diagram(IReadOnlyList<DiagramNode> Nodes, IReadOnlyList<DiagramEdge> Edges)
{
    /// <summary>Draws everything that is on the map, speculative prerequisites included.</summary>
    public static Diagram Of(PortfolioMap map)
    {
        var prerequisites = map.Prerequisites.Concat(map.Speculative).OrderBy(p => p.Prerequisite.Id, StringComparer.Ordinal).ToList();
        var nodes = prerequisites.Select(p => new DiagramNode(p.Prerequisite.Id, p.Prerequisite.Title, KindOf(p), Note(p)))
            .Concat(map.Bets.Select(bet => new DiagramNode(bet.Bet.Id, bet.Bet.Title, NodeKind.Bet, Note(bet))));
        var critical = map.Bets.SelectMany(bet => bet.CriticalPath.Zip([.. bet.CriticalPath.Skip(1), bet.Bet.Id])).ToHashSet();
        var edges = prerequisites.Select(p => (p.Prerequisite.Id, p.Prerequisite.Needs))
            .Concat(map.Bets.Select(bet => (bet.Bet.Id, bet.Bet.Needs)))
            .SelectMany(pair => pair.Needs, (pair, need) => new DiagramEdge(need, pair.Id, critical.Contains((need, pair.Id))));
        return new([.. nodes], [.. edges]);
    }

    private static NodeKind KindOf(MappedPrerequisite prerequisite) => prerequisite.Prerequisite switch
    {
        { Status: PrerequisiteStatus.Done } => NodeKind.Done,
        { IsSpeculative: true } => NodeKind.Speculative,
        { Status: PrerequisiteStatus.Started } => NodeKind.Started,
        _ => NodeKind.Open,
    };

    private static string Note(MappedBet bet) => bet.Ready > 0 ? $"ready in {Words.Days(bet.Ready)}" : "can start today";

    private static string Note(MappedPrerequisite prerequisite)
    {
        if (prerequisite.Prerequisite.Status == PrerequisiteStatus.Done) return "done";
        var left = prerequisite.Remaining.InWords;
        if (prerequisite.Prerequisite.IsSpeculative) return $"{left}, if needed";
        return prerequisite.Slack is { } days ? $"{left}, slack {Words.Days(days)}" : left;
    }
}

/// <summary>A box.</summary>
/// <param name="Note">What it takes or when it is ready, below the title.</param>
internal sealed record DiagramNode(string Id, string Title, NodeKind Kind, string Note);

/// <summary>An arrow from what is needed to what needs it.</summary>
/// <param name="IsCritical">Whether it is on a bet's critical path.</param>
internal sealed record DiagramEdge(string From, string To, bool IsCritical);

/// <summary>How a box looks.</summary>
internal enum NodeKind
{
    Open,
    Started,
    Done,
    Speculative,
    Bet,
}
