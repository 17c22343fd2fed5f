using System.CommandLine;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>ramp</c>: takes a rollout to its next step, keeps it where it is, or lets it go on.</summary>
internal static class RampCommand
{
    public static Command Create(CommandIo io)
    {
        var (key, environment, json) = (SharedOptions.ChangedKey(StateAction.Advance), SharedOptions.Environment(), SharedOptions.Json());
        var (by, reason) = (SharedOptions.By(), SharedOptions.Reason());
        var action = new Argument<string>("action") { Description = "advance, pause or resume." };
        action.AcceptOnlyFromAmong([.. ServerJson.RampActions.Keys]);
        var rule = new Option<string?>("--rule") { Description = "The rule whose rollout to change. Default: the environment's own." };
        var command = new Command("ramp", "Takes a ramp to its next step, pauses or resumes it.")
        {
            key, action, environment, rule, by, reason, json,
        };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var change = new StateChange
            {
                Action = ServerJson.RampActions[parsed.GetRequiredValue(action)],
                Environment = parsed.GetRequiredValue(environment),
                Flag = parsed.GetRequiredValue(key),
                By = parsed.GetRequiredValue(by),
                From = SharedOptions.From,
                Reason = parsed.GetRequiredValue(reason),
                At = io.Time.GetUtcNow(),
            };
            await using var client = server.OpenRequired(parsed, change.Environment);
            var answer = await client.ChangeAsync(change, parsed.GetValue(rule), cancellationToken);
            answer.WriteWarnings(io);
            if (parsed.GetValue(json)) ChangeOutput.WriteJson(change, answer.Reach, io);
            else io.Output.WriteLine($"{change.Flag}: {AuditCodec.NameOf(change.Action)} in {change.Environment}. Reach: {answer.Reach}.");
            return ExitCode.Of(answer.Reach);
        });
        return command;
    }
}
