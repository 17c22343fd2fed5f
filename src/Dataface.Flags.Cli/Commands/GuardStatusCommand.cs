using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Commands;

/// <summary>
/// <c>guard status</c>: how each guarded rollout stands, by the files that a service keeps or by a server. Changes nothing.
/// </summary>
internal static class GuardStatusCommand
{
    public static Command Create(CommandIo io)
    {
        var (environment, json) = (SharedOptions.Environment(), SharedOptions.Json());
        var evidence = new Option<string?>("--evidence") { Description = "The file that keeps the guards' evidence." };
        var command = new Command("status", "Shows the state of each guarded rollout.") { environment, evidence, json };
        var source = new FlagSourceOptions(io).AddTo(command);
        command.Validators.Add(result =>
        {
            var isWhole = source.HasStateFile(result) && result.GetResult(evidence) is not null;
            if (!source.IsServer(result) && !isWhole) result.AddError("With --file, --state and --evidence are needed, too.");
            if (!source.IsServer(result) || result.GetResult(evidence) is null) return;
            result.AddError("--evidence is for --file; a server has its own evidence.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(environment);
            await using var client = await source.StartClientAsync(parsed, name, io.Time, cancellationToken);
            var statuses = source.Open(parsed, name) is { } server
                ? await LookAsync(client, name, server, io, cancellationToken)
                : await LookAsync(client, name, source.StateFile(parsed)!, parsed.GetRequiredValue(evidence)!, io, cancellationToken);
            var aborted = client.KillSwitch.Kills.Where(kill => kill.By == GuardContext.By).ToList();
            if (parsed.GetValue(json)) WriteJson(statuses, aborted, io);
            else WriteText(statuses, aborted, io);
            return aborted.Count == 0 ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static async Task<IReadOnlyList<GuardStatus>> LookAsync(
        FlagClient client, string environment, ServerClient server, CommandIo io, CancellationToken cancellationToken)
    {
        await using (server)
        {
            var state = (await server.ReadFeedAsync(cancellationToken)).State;
            return await GuardInspection.LookAsync(
                client.Pin(), environment, state, server.Evidence, io.Time.GetUtcNow(), cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<GuardStatus>> LookAsync(
        FlagClient client, string environment, string state, string evidence, CommandIo io, CancellationToken cancellationToken)
    {
        if (!File.Exists(evidence))
            throw new FileNotFoundException($"There is no evidence file {evidence}. Is it the one that options.UseGuardFile names?");
        using var states = new FileFlagStateStore(state);
        using var store = new FileGuardEvidenceStore(evidence, io.Time);
        return await GuardInspection.LookAsync(
            client.Pin(), environment, await states.LoadAsync(environment, cancellationToken), store, io.Time.GetUtcNow(),
            cancellationToken);
    }

    private static void WriteText(IReadOnlyList<GuardStatus> statuses, List<Kill> aborted, CommandIo io)
    {
        foreach (var kill in aborted) io.Output.WriteLine($"{kill.Flag}: aborted {kill.At:u}. {kill.Reason}");
        foreach (var status in statuses)
        {
            var percent = status.Percent.ToString("0.###", CultureInfo.InvariantCulture);
            io.Output.WriteLine(
                $"{status.Flag}{(status.Rule is { } rule ? $", rule '{rule}'" : "")}: step {status.Stage + 1} of {status.Stages}, "
                    + $"{percent} %, {status.Health.ToString().ToLowerInvariant()}");
            if ((status.Explanation ?? status.Problem ?? status.Waiting) is { } explanation) io.Output.WriteLine($"  {explanation}");
            foreach (var signal in status.Signals)
            {
                io.Output.WriteLine(
                    $"  {signal.Variant} {signal.Signal,-16} {signal.Treatment,6} treated {signal.Control,6} control  E "
                        + $"{LogSpace.Text(signal.LogE),8} of {LogSpace.Text(signal.Threshold),-8} "
                        + $"{Sparkline.Of(signal.Path, signal.Threshold)}");
            }
        }

        if (statuses.Count + aborted.Count == 0) io.Output.WriteLine("No rollout is guarded.");
    }

    private static void WriteJson(IReadOnlyList<GuardStatus> statuses, List<Kill> aborted, CommandIo io) =>
        JsonOutput.Write(io.Output, json =>
    {
        json.WriteArray("aborted", aborted, kill =>
        {
            json.WriteStartObject();
            json.WriteString("flag", kill.Flag);
            json.WriteString("at", kill.At);
            json.WriteString("reason", kill.Reason);
            json.WriteEndObject();
        });
        json.WriteArray("rollouts", statuses, status => Write(json, status));
    });

    private static void Write(Utf8JsonWriter json, GuardStatus status)
    {
        json.WriteStartObject();
        json.WriteString("flag", status.Flag);
        json.WriteString("rule", status.Rule);
        json.WriteString("rollout", status.Rollout);
        json.WriteString("health", status.Health.ToString().ToLowerInvariant());
        json.WriteString("problem", status.Problem);
        json.WriteString("explanation", status.Explanation);
        var isShared = status.Cause == GuardCause.SharedBurn;
        json.WriteString("cause", isShared ? SharedBurnRecord.CauseName : status.Cause.ToString().ToLowerInvariant());
        if (status.Objective is { } objective) Write(json, objective);
        json.WriteString("silent", status.Silent.ToString().ToLowerInvariant());
        if (status.Reported is { } reported) json.WriteNumber("reported", Math.Round(reported, 3));
        if (status.Sources is { } sources) json.WriteString("sources", sources);
        json.WriteNumber("stage", status.Stage);
        json.WriteNumber("stages", status.Stages);
        json.WriteNumber("percent", status.Percent);
        json.WriteBoolean("isPaused", status.IsPaused);
        json.WriteString("waiting", status.Waiting);
        json.WriteNumber("epoch", status.Epoch);
        json.WriteString("since", status.Since);
        json.WriteArray("signals", status.Signals, signal =>
        {
            json.WriteStartObject();
            json.WriteString("variant", signal.Variant);
            json.WriteString("signal", signal.Signal);
            json.WriteNumber("treatment", signal.Treatment);
            json.WriteNumber("control", signal.Control);
            json.WriteNumber("logE", signal.LogE);
            json.WriteNumber("threshold", signal.Threshold);
            json.WriteArray("path", signal.Path, json.WriteNumberValue);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GuardObjectiveStatus objective)
    {
        json.WriteStartObject("objective");
        json.WriteString("name", objective.Name);
        json.WriteNumber("percent", objective.Percent);
        json.WriteString("health", objective.Health.ToString().ToLowerInvariant());
        json.WriteNumber("requests", objective.Requests);
        json.WriteNumber("failed", objective.Failed);
        json.WriteNumber("seconds", objective.Window.TotalSeconds);
        json.WriteEndObject();
    }
}
