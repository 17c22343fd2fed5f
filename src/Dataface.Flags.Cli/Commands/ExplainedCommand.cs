using System.CommandLine;

namespace Dataface.Flags.Cli.Commands;

/// <summary>What <c>evaluate</c> and <c>explain</c> have in common: they differ in how much they tell.</summary>
internal static class ExplainedCommand
{
    public static Command Create(string name, string description, CommandIo io, Action<FlagExplanation, bool> write)
    {
        var (key, files, environment, state, today, json) = (SharedOptions.Key(), SharedOptions.Files(), SharedOptions.Environment(),
            SharedOptions.State(), SharedOptions.Today(), SharedOptions.Json());
        var command = new Command(name, description) { key, files, environment, state, today, json };
        var context = new ContextOptions().AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = await SharedOptions.StartClientAsync(
                parsed.GetRequiredValue(files), parsed.GetRequiredValue(environment), parsed.GetValue(state), parsed.GetValue(today), io, cancellationToken);
            var explanation = client.Explain(parsed.GetRequiredValue(key), context.Read(parsed));
            write(explanation, parsed.GetValue(json));
            return explanation.Reason == EvaluationReason.FlagNotFound ? ExitCode.Found : ExitCode.Ok;
        });
        return command;
    }
}
