using System.CommandLine;
using System.Globalization;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Spectre.Console;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments list</c>: all good experiments, and how far they are.</summary>
internal static class ListExperimentsCommand
{
    public static Command Create(CommandIo io)
    {
        var command = new Command("list", "Lists experiments and their status; answers 1 when a document is refused.");
        var options = new ExperimentOptions(command, pathsAsArguments: true);
        var json = SharedOptions.Json();
        command.Add(json);
        command.SetAction(parsed =>
        {
            var result = options.Read(parsed, io);
            var rows = result.Experiments.Select(Row.Of).OrderBy(r => r.Id, StringComparer.Ordinal).ToList();
            if (parsed.GetValue(json)) WriteJson(rows, io);
            else WriteTable(rows, io);
            if (result.IsAccepted) return ExitCode.Ok;
            io.Error.WriteLine("Some documents are refused and not listed; 'dataface-flags experiments lint' says why.");
            return ExitCode.Found;
        });
        return command;
    }

    private static void WriteTable(List<Row> rows, CommandIo io)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("experiment", "status", "type", "owner", "flag", "start", "end");
        foreach (var row in rows)
        {
            table.AddRow(new Text(row.Id), new Text(row.Status), new Text(row.Type), new Text(row.Owner), new Text(row.Flag),
                new Text(row.Start), new Text(row.End));
        }

        io.Console.Write(table);
    }

    private static void WriteJson(List<Row> rows, CommandIo io) =>
        JsonOutput.Write(io.Output, json => json.WriteArray("experiments", rows, row =>
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteString("status", row.Status);
        json.WriteString("type", row.Type);
        json.WriteString("owner", row.Owner);
        json.WriteString("flag", row.Flag);
        json.WriteString("start", row.Start);
        json.WriteString("end", row.End);
        json.WriteEndObject();
    }));

    private sealed record Row(string Id, string Status, string Type, string Owner, string Flag, string Start, string End)
    {
        public static Row Of(ExperimentDefinition experiment) => new(
            experiment.Id, StatusOf(experiment), ExperimentWords.Types[experiment.Type], experiment.Owner, experiment.Flag ?? "",
            Day(experiment.Design.Start),
            Day(experiment.Design.End));

        private static string StatusOf(ExperimentDefinition experiment)
        {
            var status = ExperimentWords.Statuses[experiment.Status];
            return experiment.Decision is { } decision ? $"{status}: {ExperimentWords.Verdicts[decision.Verdict]}" : status;
        }

        private static string Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture) ?? "";
    }
}
