using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Documents.Reading;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments step</c>: takes an experiment of a server a step on.</summary>
internal static class StepExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var id = ExperimentOptions.Id();
        var status = new Argument<string>("status") { Description = $"The status that it is to have: {string.Join(", ", ExperimentWords.Statuses.Words)}." };
        var (by, reason, json) = (SharedOptions.By(), SharedOptions.Reason(), SharedOptions.Json());
        var verdict = new Option<string?>("--verdict") { Description = $"Of a decision: {string.Join(", ", ExperimentWords.Verdicts.Words)}." };
        var readout = new Option<string?>("--readout") { Description = "Of a decision: where its results can be read." };
        var command = new Command("step", "Takes an experiment of a server a step on; what hinders it is told.") { id, status, reason, verdict, readout, by, json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = server.OpenRequired(parsed, "*");
            var experiment = await new ServerRegistry(client, io).StepAsync(
                parsed.GetRequiredValue(id),
                step =>
                {
                    step.WriteString("to", parsed.GetRequiredValue(status));
                    step.WriteString("reason", parsed.GetRequiredValue(reason));
                    step.WriteString("by", parsed.GetRequiredValue(by));
                    if (parsed.GetValue(verdict) is { } decided) step.WriteString("verdict", decided);
                    if (parsed.GetValue(readout) is { } results) step.WriteString("readout", results);
                },
                cancellationToken);
            var (name, now) = (experiment.GetProperty("id").GetString(), experiment.GetProperty("status").GetString());
            if (!parsed.GetValue(json)) io.Output.WriteLine($"{name} is {now}.");
            else
            {
                JsonOutput.Write(io.Output, writer =>
                {
                    writer.WriteString("id", name);
                    writer.WriteString("status", now);
                });
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
