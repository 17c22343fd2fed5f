using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Policy;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments step</c>: takes an experiment of a server a step on.</summary>
internal static class StepExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var id = ExperimentOptions.Id();
        var status = new Argument<string>("status")
        {
            Description = $"The new status: {string.Join(", ", ExperimentWords.Statuses.Words)}."
        };
        var (by, reason, json) = (SharedOptions.By(), SharedOptions.Reason(), SharedOptions.Json());
        var verdict = new Option<string?>("--verdict")
        {
            Description = $"The decision: {string.Join(", ", ExperimentWords.Verdicts.Words)}."
        };
        var readout = new Option<string?>("--readout") { Description = "For a decision: where its results can be read." };
        var overriding = new Option<string?>("--override")
        {
            Description = "For a decision that differs from the recommendation: why.",
            HelpName = "reason"
        };
        var command = new Command("step", "Moves an experiment on a server a step on, or says what prevents it.") { id, status, reason,
            verdict, readout, overriding, by, json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(readout) is { } named) CheckReadout(named, parsed.GetRequiredValue(id));
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
                    if (parsed.GetValue(overriding) is { } why) step.WriteString("override", why);
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

    /// <exception cref="FileNotFoundException">It is a file that is not there.</exception>
    private static void CheckReadout(string readout, string id)
    {
        if (ReadoutPlace.IsAddress(readout) || File.Exists(readout)) return;
        throw new FileNotFoundException(
            $"There is no file {readout}. Write the readout first, with 'dataface-flags experiments "
            + $"report {id} --output {readout}', or name the address where it can be read.");
    }
}
