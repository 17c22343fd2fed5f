using System.Globalization;
using Dataface.Flags.Experiments.Portfolio.Drawing;
using Dataface.Flags.Experiments.Portfolio.Launch;
using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Experiments.Portfolio.Ranking;

namespace Dataface.Flags.Experiments.Portfolio.Reporting;

/// <summary>The launch document: verdict, behaviour, ways back, bets and map, as one Markdown file.</summary>
internal static class LaunchDocument
{
    public static void Write(TextWriter output, LaunchReadiness launch, BetRanking ranking, PortfolioMap map)
    {
        output.Write($"# Launch document, {map.Today.ToString("O", CultureInfo.InvariantCulture)}: {LaunchText.NameOf(launch)}\n\n");
        LaunchText.Write(output, launch);
        LaunchText.WriteDetails(output, launch);
        RankingText.Write(output, ranking, BudgetChoice.Choose(ranking.Bets, budget: null, most: 2), budget: null);
        output.Write("\n");
        MapText.Write(output, map);
        output.Write($"\n## The map\n\n```mermaid\n{MermaidDiagram.Write(Diagram.Of(map))}```\n");
    }
}
