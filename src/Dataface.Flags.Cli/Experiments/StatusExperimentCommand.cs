using System.CommandLine;
using System.Globalization;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments status</c>: how far an experiment is, and what it waits for.</summary>
internal static class StatusExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var id = ExperimentOptions.Id();
        var command = new Command("status", "Shows the status of an experiment, and what a decision waits for.") { id };
        var (options, results, json) =
            (new ExperimentOptions(command, pathsAsArguments: false), new ResultOptions(command, io), SharedOptions.Json());
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = await results.DecideAsync(parsed, options, parsed.GetRequiredValue(id), io, cancellationToken);
            if (found is not var (experiment, decision)) return ExitCode.Found;
            if (parsed.GetValue(json)) WriteJson(experiment, decision, io);
            else WriteText(experiment, decision, io);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void WriteText(ExperimentDefinition experiment, Decision decision, CommandIo io)
    {
        var states = decision.Gates.GroupBy(g => g.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {DecisionCodec.Word(g.Key)}");
        io.Output.WriteLine(
            $"{experiment.Id}: {ExperimentWords.Statuses[experiment.Status]}, {experiment.Design.Start:O} to "
                + $"{experiment.Design.End:O}, owner {experiment.Owner}");
        foreach (var sample in decision.Samples)
        {
            io.Output.WriteLine($"{SampleBar.Of(sample)} {sample}".TrimStart());
        }

        io.Output.WriteLine($"gates: {string.Join(", ", states)}");
        foreach (var missing in decision.Missing)
            io.Output.WriteLine(
                $"  {missing.Gate}: {missing.Explanation}{(missing.ExpectedOn is { } day ? $" Expected on {day:O}." : "")}");
        io.Output.WriteLine(decision.Sentence);
    }

    private static void WriteJson(ExperimentDefinition experiment, Decision decision, CommandIo io) => JsonOutput.Write(io.Output, json =>
    {
        json.WriteString("id", experiment.Id);
        json.WriteString("status", ExperimentWords.Statuses[experiment.Status]);
        json.WriteString("start", experiment.Design.Start?.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("end", experiment.Design.End?.ToString("O", CultureInfo.InvariantCulture));
        json.WriteStartObject("decision");
        DecisionCodec.Write(json, decision);
        json.WriteEndObject();
    });
}
