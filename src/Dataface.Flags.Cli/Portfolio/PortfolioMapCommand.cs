using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Portfolio;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Portfolio.Drawing;
using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Experiments.Portfolio.Reporting;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary><c>portfolio map</c>: what waits for what, and where work brings most.</summary>
internal static class PortfolioMapCommand
{
    public static Command Create(CommandIo io)
    {
        var (paths, today, file) = (PortfolioOptions.Paths(), SharedOptions.Today(), PortfolioOptions.Out());
        var format = new Option<string>("--format")
        {
            Description = "table, json, mermaid, dot or svg.",
            DefaultValueFactory = _ => "table"
        };
        format.AcceptOnlyFromAmong("table", "json", "mermaid", "dot", "svg");
        var json = SharedOptions.Json();
        var command = new Command("map", "Shows what bets wait for, the critical paths, and what to start this week.")
        {
            paths, today, format, json, file,
        };
        command.SetAction(parsed =>
        {
            var plan = PortfolioOptions.ReadAccepted(parsed.GetRequiredValue(paths));
            var map = MapBuilder.Build(plan, parsed.GetValue(today) ?? FlagDocumentReader.Today(io.Time));
            var wanted = parsed.GetValue(json) ? "json" : parsed.GetRequiredValue(format);
            PortfolioOptions.WriteTo(parsed.GetValue(file), io, output => Write(map, wanted, output));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(PortfolioMap map, string format, TextWriter output)
    {
        switch (format)
        {
            case "json":
                PortfolioJson.Write(map, output);
                break;
            case "mermaid":
                output.Write(MermaidDiagram.Write(Diagram.Of(map)));
                break;
            case "dot":
                output.Write(DotDiagram.Write(Diagram.Of(map)));
                break;
            case "svg":
                output.Write(SvgDiagram.Write(Diagram.Of(map)));
                break;
            default:
                MapText.Write(output, map);
                break;
        }
    }
}
