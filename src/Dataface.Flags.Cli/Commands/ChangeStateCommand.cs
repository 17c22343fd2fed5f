using System.CommandLine;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>kill</c> and <c>restore</c>.</summary>
internal static class ChangeStateCommand
{
    private const double DefaultWait = 5;

    private const double LongestWait = 60;

    public static Command CreateKill(CommandIo io) =>
        Create("kill", "Switches a flag off until it is restored; * switches off every flag.", StateAction.Kill, io);

    public static Command CreateRestore(CommandIo io) => Create("restore", "Ends a kill.", StateAction.Restore, io);

    private static Command Create(string name, string description, StateAction action, CommandIo io)
    {
        var (key, environment, state, json) =
            (SharedOptions.ChangedKey(action), SharedOptions.Environment(), SharedOptions.State(), SharedOptions.Json());
        var (by, reason) = (SharedOptions.By(), SharedOptions.Reason());
        var isNew = new Option<bool>("--new") { Description = "Create the state file if it does not exist." };
        var wait = new Option<double>("--wait")
        {
            Description = "How many seconds to wait until every instance has confirmed the change; 0 for no wait.",
            DefaultValueFactory = _ => DefaultWait,
        };
        var isSure = new Option<bool>("--yes", "-y") { Description = "Do not ask for confirmation, whatever the key." };
        var command = new Command(name, description) { key, environment, state, by, reason, wait, isNew, json };
        if (action == StateAction.Kill) command.Add(isSure);
        var server = new ServerOptions(io).AddTo(command, isRequired: false);
        command.Validators.Add(result =>
        {
            if (server.IsGiven(result) == (result.GetResult(state) is not null)) result.AddError("Give either --state or --server.");
            if (server.IsGiven(result) && result.GetValue(isNew)) result.AddError("--new is for --state.");
            if (result.GetValue(wait) is >= 0 and <= LongestWait) return;
            result.AddError($"--wait is not between 0 and {LongestWait} seconds.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var change = new StateChange
            {
                Action = action,
                Environment = parsed.GetRequiredValue(environment),
                Flag = parsed.GetRequiredValue(key),
                By = parsed.GetRequiredValue(by),
                From = SharedOptions.From,
                Reason = parsed.GetRequiredValue(reason),
                At = io.Time.GetUtcNow(),
            };
            await using var client = server.Open(parsed, change.Environment);
            if (client is not null && action == StateAction.Kill && !parsed.GetValue(isSure)
                && !await KillQuestion.IsWantedAsync(change.Flag, client, io, cancellationToken)) return ExitCode.Found;
            var answer = client is not null
                ? await ApplyAsync(change, client, TimeSpan.FromSeconds(parsed.GetValue(wait)), io, cancellationToken)
                : await ApplyAsync(change, parsed.GetRequiredValue(state)!, parsed.GetValue(isNew), io, cancellationToken);
            Write(change, answer, parsed.GetValue(json), io);
            if (client is null && answer.Reach == StateReach.Durable) return ExitCode.Ok;
            return answer is { Reach: StateReach.Fleet, IsUnconfirmed: true } ? ExitCode.Unconfirmed : ExitCode.Of(answer.Reach);
        });
        return command;
    }

    private static async Task<ServerAnswer> ApplyAsync(
        StateChange change, ServerClient server, TimeSpan wait, CommandIo io, CancellationToken cancellationToken)
    {
        var answer = await server.ChangeAsync(change, rule: null, cancellationToken, wait);
        answer.WriteWarnings(io);
        return answer;
    }

    private static async Task<ServerAnswer> ApplyAsync(
        StateChange change, string path, bool isNew, CommandIo io, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) && !isNew)
        {
            // A mistyped path would answer Durable, and no service would ever see the kill.
            throw new FileNotFoundException(
                $"There is no state file {path}. Correct the path, or begin one with --new if nothing was killed before.");
        }

        using var store = new FileFlagStateStore(path);
        var recorded = await store.ApplyAsync(change, cancellationToken);
        var warning = NothingRestored.Warning(recorded.Record, await store.LoadAsync(change.Environment, cancellationToken));
        var answer = new ServerAnswer(recorded.Reach, 0, warning is null ? [] : [warning]);
        answer.WriteWarnings(io);
        return answer;
    }

    private static void Write(StateChange change, ServerAnswer answer, bool asJson, CommandIo io)
    {
        if (!asJson)
        {
            var verb = change.Action == StateAction.Kill ? "killed" : "restored";
            io.Output.WriteLine($"{change.Flag} is {verb} in {change.Environment}. Reach: {answer.Reach}.");
            if (answer.Summary is { } summary) io.Output.WriteLine(summary);
            return;
        }

        ChangeOutput.WriteJson(change, answer.Reach, io, answer.Confirmation);
    }
}
