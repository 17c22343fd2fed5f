using System.CommandLine;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>kill</c> and <c>restore</c>.</summary>
internal static class ChangeStateCommand
{
    public static Command CreateKill(CommandIo io) => Create("kill", "Switches a flag off until it is restored.", StateAction.Kill, io);

    public static Command CreateRestore(CommandIo io) => Create("restore", "Ends a kill.", StateAction.Restore, io);

    private static Command Create(string name, string description, StateAction action, CommandIo io)
    {
        var (key, environment, state, json) = (SharedOptions.Key(), SharedOptions.Environment(), SharedOptions.State(), SharedOptions.Json());
        state.Required = true;
        var by = new Option<string>("--by") { Description = "Who asks.", DefaultValueFactory = _ => System.Environment.UserName };
        var reason = new Option<string>("--reason", "-r") { Description = "Why; it is kept in the audit trail.", Required = true };
        var isNew = new Option<bool>("--new") { Description = "Begin a state file where there is none yet." };
        var command = new Command(name, description) { key, environment, state, by, reason, isNew, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(state)!;
            if (!File.Exists(path) && !parsed.GetValue(isNew))
            {
                // A mistyped path would answer Durable, and no service would ever see the kill.
                throw new FileNotFoundException($"There is no state file {path}. Correct the path, or begin one with --new if nothing was killed before.");
            }

            using var store = new FileFlagStateStore(path);
            var change = new StateChange
            {
                Action = action,
                Environment = parsed.GetRequiredValue(environment),
                Flag = parsed.GetRequiredValue(key),
                By = parsed.GetRequiredValue(by),
                From = $"{System.Environment.MachineName}/dataface-flags",
                Reason = parsed.GetRequiredValue(reason),
                At = io.Time.GetUtcNow(),
            };
            var reach = await store.ApplyAsync(change, cancellationToken);
            Write(change, reach, parsed.GetValue(json), io);
            return reach switch { StateReach.Fleet => ExitCode.Ok, StateReach.Durable => ExitCode.Durable, _ => ExitCode.Local };
        });
        return command;
    }

    private static void Write(StateChange change, StateReach reach, bool asJson, CommandIo io)
    {
        if (!asJson)
        {
            var verb = change.Action == StateAction.Kill ? "killed" : "restored";
            io.Output.WriteLine($"{change.Flag} is {verb} in {change.Environment}. Reach: {reach}.");
            return;
        }

        JsonOutput.Write(io.Output, json =>
        {
            json.WriteString("flag", change.Flag);
            json.WriteString("environment", change.Environment);
            json.WriteString("action", change.Action == StateAction.Kill ? "kill" : "restore");
            json.WriteString("reach", reach.ToString());
            json.WriteString("id", change.Id);
        });
    }
}
