using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Launch;
using Dataface.Flags.Experiments.Portfolio.Reading;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reporting;

/// <summary>The launch's verdict for people.</summary>
internal static class LaunchText
{
    public static string NameOf(LaunchVerdict verdict) => verdict switch
    {
        LaunchVerdict.Ready => "ready",
        LaunchVerdict.ReadyWithAcceptedRisks => "ready with accepted risks",
        _ => "not ready",
    };

    /// <summary>The verdict, and how many critical items nobody could look at.</summary>
    public static string NameOf(LaunchReadiness launch) => (launch.Verdict, launch.Unseen.Count) switch
    {
        (LaunchVerdict.NotReady, _) or (_, 0) => NameOf(launch.Verdict),
        (_, 1) => $"{NameOf(launch.Verdict)}, 1 critical item on its owner's word",
        var (_, many) => FormattableString.Invariant($"{NameOf(launch.Verdict)}, {many} critical items on their owners' word"),
    };

    public static void Write(TextWriter output, LaunchReadiness launch)
    {
        output.Write($"## Launch: {NameOf(launch)}\n\n");
        foreach (var block in launch.Blocks)
        {
            var subject = block.Item is { } blocking ? $"`{blocking.Id}` ({blocking.Owner}) " : "";
            output.Write($"- blocks: {subject}{block.Reason}\n");
        }

        foreach (var item in launch.Unseen)
        {
            output.Write($"- on its owner's word: `{item.Id}` ({item.Owner}) is closed, and names no evidence to check\n");
        }

        foreach (var item in launch.AcceptedRisks)
        {
            output.Write($"- accepted risk: `{item.Id}`, carried by {item.Deferral!.Owner}: {YamlText.Line(item.Deferral.Risk)}; then: "
                + $"{YamlText.Line(item.Deferral.FollowUp)}\n");
        }

        if (launch.Verdict == LaunchVerdict.Ready && launch.Unseen.Count == 0) output.Write("Nothing is in the way.\n");
        output.Write("\n");
        foreach (var group in launch.Items.GroupBy(item => item.Class).OrderBy(group => group.Key))
            output.Write($"{Table(launch, group)}\n");
    }

    /// <summary>What a launch document has beside the verdict: what each item must do, what it does not, and how it is undone.</summary>
    public static void WriteDetails(TextWriter output, LaunchReadiness launch)
    {
        output.Write("## Required behaviour\n\n");
        foreach (var item in launch.Items)
        {
            output.Write($"- `{item.Id}` ({item.Area}): {YamlText.Line(item.Behaviour)}\n");
            foreach (var unsupported in item.Unsupported) output.Write($"  - not supported: {YamlText.Line(unsupported)}\n");
            foreach (var link in item.Evidence) output.Write($"  - evidence: {YamlText.Line(link)}\n");
        }

        output.Write($"\n## The way back in high-risk areas\n\n{WaysBack(launch)}\n");
    }

    private static MarkdownTable Table(LaunchReadiness launch, IGrouping<LaunchClass, LaunchItem> items)
    {
        var table = new MarkdownTable(PortfolioWords.LaunchClasses[items.Key], "owner", "status", "looked at");
        foreach (var item in items)
        {
            table.Add(
                $"`{item.Id}` {item.Title}", item.Owner, PortfolioWords.LaunchStatuses[item.Status],
                string.Join("; ", launch.Evidence[item.Id]
                    .Select(e => $"{(e.State == EvidenceState.Good ? "good" : e.State == EvidenceState.Bad
                        ? "BAD" : "not checked")}: {e}")));
        }

        return table;
    }

    private static MarkdownTable WaysBack(LaunchReadiness launch)
    {
        var table = new MarkdownTable("area", "item", "kill switch", "rollback");
        foreach (var item in launch.Items.Where(item => item.IsHighRisk))
        {
            table.Add(item.Area, $"`{item.Id}`", item.KillSwitch ?? "", item.Rollback ?? "");
        }

        return table;
    }
}
