using System.CommandLine;
using System.Globalization;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts.Files;
using Dataface.Flags.Experiments.Summaries;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments summarize</c>: makes of files of units the rows that are imported.</summary>
internal static class SummarizeExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var id = ExperimentOptions.Id();
        var files = new Option<string[]>("--data", "-d")
        {
            Description = "A CSV file of units, or of values and events of units. May be given several times, to combine files.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string>("--output", "-o") { Description = "The file to write the rows to.", Required = true };
        var until = TimeOption.Instant(
            "--as-of", "The time up to which the files hold events. Default: when the oldest file was last written.");
        var command = new Command("summarize", "Turns one row per unit, or per event of a unit, into the rows that 'import' takes.")
        {
            id, files, output, until,
        };
        var (options, json) = (new ExperimentOptions(command, pathsAsArguments: false), SharedOptions.Json());
        command.Add(json);
        var server = new ServerOptions(io).AddTo(command, isRequired: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var design = await DesignAsync(parsed, options, server, parsed.GetRequiredValue(id), io, cancellationToken);
            if (design is not { } experiment) return ExitCode.Found;
            var names = parsed.GetRequiredValue(files);
            var at = parsed.GetValue(until) ?? names.Min(name => new DateTimeOffset(File.GetLastWriteTimeUtc(name)));
            var result = await SumUpAsync(experiment, names, options.Time(parsed, io).GetUtcNow(), at, io);
            if (result.Data is not { } data) throw new RefusedException(result.Problems);
            await File.WriteAllTextAsync(parsed.GetRequiredValue(output), string.Concat(CsvRows.Of(data)), cancellationToken);
            Warn(result, io);
            if (parsed.GetValue(json)) WriteJson(result, at, io);
            else WriteText(result, parsed.GetRequiredValue(output), at, io);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<ExperimentDefinition?> DesignAsync(
        ParseResult parsed, ExperimentOptions options, ServerOptions server, string id, CommandIo io, CancellationToken cancellationToken)
    {
        await using var client = server.Open(parsed, "*");
        if (client is null) return options.Find(parsed, io, id)?.Definition;
        var beside = options.FindBeside(parsed, io, id);
        return (await new ServerRegistry(client, io).DecideAsync(id, beside, cancellationToken)).Experiment;
    }

    private static async Task<UnitSummaryResult> SumUpAsync(
        ExperimentDefinition experiment, string[] names, DateTimeOffset now, DateTimeOffset until, CommandIo io)
    {
        using var summary = new UnitSummary(experiment, now);
        foreach (var name in names)
        {
            await using var stream = File.OpenRead(InputFile.Checked(name));
            await Progress.RunAsync(io, Path.GetFileName(name), stream.Length, progress =>
            {
                summary.Add(name, stream, progress);
                return Task.FromResult(true);
            });
        }

        return summary.End(until);
    }

    private static void Warn(UnitSummaryResult result, CommandIo io)
    {
        if (result.Ignored.Count > 0)
        {
            var names = string.Join(", ", result.Ignored.Select(column => $"'{YamlText.Shown(column)}'"));
            io.Error.WriteLine($"warning: the design has nothing called {names}, so that the files' columns of that name were not read.");
        }

        foreach (var metric in result.Without) io.Error.WriteLine($"warning: the files have nothing of '{metric}', which gets no rows.");
        var excluded = result.Data!.ExcludedUnits;
        if (excluded > 0) io.Error.WriteLine($"warning: {excluded} units saw two variants, and are in no row.");
    }

    private static void WriteText(UnitSummaryResult result, string output, DateTimeOffset until, CommandIo io)
    {
        var rows = result.Data!.Kpis.Count + result.Data.Exposures.Count;
        io.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted.Of(result.Rows, "row")} of {Counted.Of(result.Units, "unit")} became {Counted.Of(rows, "row")} in {output}, "
            + $"with the events up to {until.UtcDateTime:u}."));
    }

    private static void WriteJson(UnitSummaryResult result, DateTimeOffset until, CommandIo io) => JsonOutput.Write(io.Output, writer =>
    {
        writer.WriteNumber("rows", result.Rows);
        writer.WriteNumber("units", result.Units);
        writer.WriteNumber("excludedUnits", result.Data!.ExcludedUnits);
        writer.WriteNumber("summaries", result.Data.Kpis.Count + result.Data.Exposures.Count);
        writer.WriteString("asOf", until.UtcDateTime);
        writer.WriteStartArray("without");
        foreach (var metric in result.Without) writer.WriteStringValue(metric);
        writer.WriteEndArray();
    });
}
