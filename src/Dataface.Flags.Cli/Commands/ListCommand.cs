using System.CommandLine;
using System.Globalization;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.State;
using Dataface.Flags.Values;
using Spectre.Console;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>list</c>: all flags and what they do in one environment.</summary>
internal static class ListCommand
{
    public static Command Create(CommandIo io)
    {
        var (environment, json) = (SharedOptions.Environment(), SharedOptions.Json());
        var command = new Command("list", "Lists flags and what they do in an environment.") { environment, json };
        var moment = new MomentOptions().AddTo(command);
        var source = new FlagSourceOptions(io).AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(environment);
            await using var client = await source.StartClientAsync(parsed, name, moment.Time(parsed, io), cancellationToken);
            var kills = client.KillSwitch.Kills;
            var rows = client.Pin().Flags.ToArray().Select(flag => Row.Of(flag.Details.Definition, flag.Fixed?.Reason, name, kills))
                .OrderBy(row => row.Key, StringComparer.Ordinal).ToList();
            if (parsed.GetValue(json)) WriteJson(name, rows, io);
            else WriteTable(name, rows, io);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void WriteTable(string environment, List<Row> rows, CommandIo io)
    {
        io.Output.WriteLine($"{Counted.Of(rows.Count, "flag")} in environment {environment}");
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("flag", "kind", "owner", "expires", "status");
        foreach (var row in rows)
        {
            table.AddRow(new Text(row.Key), new Text(row.Kind), new Text(row.Owner), new Text(row.Expires), new Text(row.Status));
        }

        io.Console.Write(table);
    }

    private static void WriteJson(string environment, List<Row> rows, CommandIo io) => JsonOutput.Write(io.Output, json =>
    {
        json.WriteString("environment", environment);
        json.WriteArray("flags", rows, row =>
        {
            json.WriteStartObject();
            json.WriteString("key", row.Key);
            json.WriteString("kind", row.Kind);
            json.WriteString("owner", row.Owner);
            json.WriteString("expires", row.Expires);
            json.WriteString("status", row.Status);
            json.WriteEndObject();
        });
    });

    private sealed record Row(string Key, string Kind, string Owner, string Expires, string Status)
    {
        public static Row Of(FlagDefinition flag, EvaluationReason? only, string environment, IReadOnlyCollection<Kill> kills) => new(
            flag.Key, flag.Kind.ToString().ToLowerInvariant(), flag.Owner, flag.EffectiveExpiry.ToString("O", CultureInfo.InvariantCulture),
            StatusOf(flag, only, environment, kills));

        private static string StatusOf(FlagDefinition flag, EvaluationReason? only, string environment, IReadOnlyCollection<Kill> kills)
        {
            if (only == EvaluationReason.Killed)
            {
                var kill = kills.First(k => k.Flag == flag.Key || k.Flag == KillRegister.Everything);
                return $"killed by {kill.By}: {kill.Reason}";
            }

            if (only == EvaluationReason.Expired) return "expired";
            if (!flag.Environments.TryGetValue(environment, out var entry)) return "off: no entry for this environment";
            var rules = entry.Rules.Count == 0 ? "" : $"{Counted.Of(entry.Rules.Count, "rule")}, then ";
            return rules + Otherwise(entry);
        }

        private static string Otherwise(EnvironmentDefinition entry)
        {
            if (entry.Rollout is not { } rollout) return entry.Serve is null ? "off" : $"serves {entry.Serve}";
            var ramp = rollout.Ramp is { } steps
                ? $", ramp at {Percentage.Text(Math.Min(steps.StepsMilliPercent[0], rollout.MilliPercent))} %" : "";
            return $"rollout {Percentage.Text(rollout.MilliPercent)} %{ramp}";
        }
    }
}
