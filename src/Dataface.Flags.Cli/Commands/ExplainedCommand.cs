using System.CommandLine;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Commands;

/// <summary>What <c>evaluate</c> and <c>explain</c> have in common: they differ in how much they tell.</summary>
internal static class ExplainedCommand
{
    public static Command Create(string name, string description, CommandIo io, Action<FlagExplanation, bool> write)
    {
        var (key, environment, json) = (SharedOptions.Key(), SharedOptions.Environment(), SharedOptions.Json());
        var command = new Command(name, description) { key, environment, json };
        var moment = new MomentOptions().AddTo(command);
        var source = new FlagSourceOptions(io).AddTo(command);
        var context = new ContextOptions().AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = await source.StartClientAsync(
                parsed, parsed.GetRequiredValue(environment), moment.Time(parsed, io), cancellationToken);
            var explanation = client.Explain(parsed.GetRequiredValue(key), context.Read(parsed));
            write(explanation, parsed.GetValue(json));
            return explanation.Reason == EvaluationReason.FlagNotFound ? ExitCode.Found : ExitCode.Ok;
        });
        return command;
    }
}
