using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>guard replay</c>: computes aborts again from the records that the audit trail holds of them.</summary>
internal static class GuardReplayCommand
{
    public static Command Create(CommandIo io)
    {
        var (state, json) = (SharedOptions.State(), SharedOptions.Json());
        state.Required = true;
        var record = new Option<long?>("--record") { Description = "The sequence of the audit record. Default: all aborts." };
        var command = new Command("replay", "Recomputes aborts from the counts that decided them.") { state, record, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(state)!;
            SharedOptions.RequireStateFile(path);
            using var store = new FileFlagStateStore(path);
            var aborts = await store.ReadAuditAsync(cancellationToken)
                .Where(r => r.Change.Evidence is { } evidence && SharedBurnRecord.Find(evidence) is null)
                .Where(r => parsed.GetValue(record) is not { } wanted || r.Sequence == wanted)
                .Select(Replayed.Of).ToListAsync(cancellationToken);
            if (parsed.GetValue(json)) WriteJson(aborts, io);
            else WriteText(aborts, io);
            return aborts.Count > 0 && aborts.TrueForAll(a => a.IsSame) ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static void WriteText(List<Replayed> aborts, CommandIo io)
    {
        foreach (var abort in aborts)
        {
            var change = abort.Record.Change;
            io.Output.WriteLine($"record {abort.Record.Sequence}: {change.Flag} in {change.Environment}, {change.At:u}. {change.Reason}");
            if (abort.Result is { } result)
            {
                io.Output.WriteLine(
                    $"  {result.Treatment} treated, {result.Control} control; E "
                    + $"= {LogSpace.Text(result.LogE)} against {LogSpace.Text(result.Threshold)}; ln E over "
                    + $"time {Sparkline.Of(result.Path, result.Threshold)}");
            }

            io.Output.WriteLine(abort.IsSame ? $"  the same number: ln E = {abort.Evidence!.LogE:R}" : $"  NOT THE SAME: {abort.Problem}");
        }

        if (aborts.Count == 0) io.Output.WriteLine("The trail holds no such abort.");
    }

    private static void WriteJson(List<Replayed> aborts, CommandIo io) =>
        JsonOutput.Write(io.Output, json => json.WriteArray("aborts", aborts, abort =>
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", abort.Record.Sequence);
        json.WriteString("flag", abort.Record.Change.Flag);
        json.WriteString("environment", abort.Record.Change.Environment);
        json.WriteString("signal", abort.Evidence?.Signal);
        json.WriteBoolean("same", abort.IsSame);
        json.WriteString("problem", abort.Problem);
        if (abort.Result is { } result)
        {
            json.WriteNumber("logE", result.LogE);
            json.WriteNumber("threshold", result.Threshold);
            json.WriteArray("path", result.Path, json.WriteNumberValue);
        }

        json.WriteEndObject();
    }));

    /// <summary>An abort, computed again.</summary>
    private sealed record Replayed(AuditRecord Record, AbortRecord? Evidence, GuardReplayResult? Result, string? Problem)
    {
        public bool IsSame => Problem is null;

        public static Replayed Of(AuditRecord record)
        {
            try
            {
                var evidence = AbortRecord.Parse(record.Change.Evidence!);
                var result = GuardReplay.Run(evidence);
                var isSame = result.LogE.Equals(evidence.LogE) && result.Threshold.Equals(evidence.Threshold);
                return new(record, evidence, result,
                    isSame ? null : string.Create(
                        CultureInfo.InvariantCulture,
                        $"recorded ln E = {evidence.LogE:R} against {evidence.Threshold:R}, computed {result.LogE:R} against "
                            + $"{result.Threshold:R}"));
            }
            catch (Exception error) when (error is JsonException or FormatException)
            {
                return new(record, null, null, $"the evidence cannot be read: {error.Message}");
            }
        }
    }
}
