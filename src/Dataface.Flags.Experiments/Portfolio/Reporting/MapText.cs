using System.Globalization;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Experiments.Portfolio.Reading;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reporting;

/// <summary>The map for people, as tables.</summary>
internal static class MapText
{
    public static void Write(TextWriter output, PortfolioMap map)
    {
        output.Write($"## What bets wait for, from {map.Today.ToString("O", CultureInfo.InvariantCulture)}\n\n{Bets(map)}\n");
        output.Write($"## Prerequisites\n\n{Prerequisites(map.Prerequisites)}\n");
        output.Write($"## What unlocks most for each day of work\n\n{Unlocks(map)}\n");
        if (map.Speculative.Count > 0) output.Write($"## Speculative: nothing waits for these yet\n\n{Prerequisites(map.Speculative)}\n");
        output.Write("## Start this week\n\n");
        foreach (var p in map.ThisWeek)
        {
            var urgency = p.IsCritical ? "every day of delay delays a bet" : $"slack {Words.Days(p.Slack!.Value)}";
            output.Write($"- `{p.Prerequisite.Id}` ({p.Prerequisite.Owner}): {YamlText.Line(p.Prerequisite.Title)}; {urgency}.\n");
        }

        if (map.ThisWeek.Count == 0) output.Write("Nothing: all that matters has begun, or waits.\n");
    }

    private static MarkdownTable Bets(PortfolioMap map)
    {
        var table = new MarkdownTable("bet", "ready in", "range", "if speculative ones are needed", "critical path");
        foreach (var bet in map.Bets)
        {
            table.Add(
                $"`{bet.Bet.Id}`", Words.Days(bet.Ready), bet.ReadyRange.InWords,
                Words.Days(bet.ReadyIfNeeded),
                bet.CriticalPath.Count == 0 ? "can start today" : string.Join(" → ", bet.CriticalPath));
        }

        return table;
    }

    private static MarkdownTable Prerequisites(IReadOnlyList<MappedPrerequisite> prerequisites)
    {
        var table = new MarkdownTable("prerequisite", "theme", "owner", "status", "left", "starts in", "done in", "slack", "for");
        foreach (var p in prerequisites)
        {
            table.Add(
                $"`{p.Prerequisite.Id}`", PortfolioWords.Themes[p.Prerequisite.Theme], p.Prerequisite.Owner,
                PortfolioWords.PrerequisiteStatuses[p.Prerequisite.Status],
                p.Remaining.InWords, Words.Days(p.EarliestStart), Words.Days(p.EarliestFinish),
                p.Slack is { } slack ? Words.Days(slack) : "", p.Bets.Count == 0 ? "no open bet" : string.Join(", ", p.Bets));
        }

        return table;
    }

    private static MarkdownTable Unlocks(PortfolioMap map)
    {
        var table = new MarkdownTable("step", "finish", "then test", "value", "days of work", "value per day");
        foreach (var (index, step) in map.Unlocks.Index())
        {
            table.Add(
                (index + 1).ToString(CultureInfo.InvariantCulture), string.Join(", ", step.Prerequisites), string.Join(", ", step.Bets),
                Words.Money(step.Value),
                Words.Days(step.Days), Words.Money(step.ValuePerDay));
        }

        return table;
    }
}
