using System.CommandLine;
using System.Globalization;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Expiry;
using Spectre.Console;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>stale</c>: flags that are expired or soon will be.</summary>
internal static class StaleCommand
{
    public static Command Create(CommandIo io)
    {
        var (environment, today, json) = (SharedOptions.Environment(), SharedOptions.Today(), SharedOptions.Json());
        var days = new Option<int>("--days", "-d")
        {
            Description = "How many days to look ahead.",
            DefaultValueFactory = _ => ExpiryReport.DefaultWarningDays
        };
        var command = new Command(
            "stale", "Lists flags that are expired or expire soon; answers 1 when there are any.") { environment, days, today, json };
        var source = new FlagSourceOptions(io).AddTo(command, hasState: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(environment);
            var document = await source.ReadAsync(parsed, name, cancellationToken);
            var day = parsed.GetValue(today) ?? FlagDocumentReader.Today(io.Time);
            var stale = ExpiryReport.Of(document, name, day, parsed.GetRequiredValue(days));
            if (parsed.GetValue(json)) WriteJson(stale, io);
            else WriteTable(stale, io);
            return stale.Count == 0 ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static void WriteTable(IReadOnlyList<ExpiringFlag> stale, CommandIo io)
    {
        if (stale.Count == 0)
        {
            io.Output.WriteLine("no stale flags");
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("flag", "owner", "expires", "days left", "");
        foreach (var flag in stale)
        {
            var note = flag.IsExpired
                ? "expired: remove it" : flag.IsFullyOn ? "everybody has it: make it permanent" : "decide it or renew it";
            table.AddRow(new Text(flag.Flag), new Text(flag.Owner), new Text(Day(flag)),
                new Text(flag.DaysLeft.ToString(CultureInfo.InvariantCulture)), new Text(note));
        }

        io.Console.Write(table);
    }

    private static void WriteJson(IReadOnlyList<ExpiringFlag> stale, CommandIo io) =>
        JsonOutput.Write(io.Output, json => json.WriteArray("stale", stale, flag =>
    {
        json.WriteStartObject();
        json.WriteString("flag", flag.Flag);
        json.WriteString("owner", flag.Owner);
        json.WriteString("expires", Day(flag));
        json.WriteNumber("daysLeft", flag.DaysLeft);
        json.WriteBoolean("expired", flag.IsExpired);
        json.WriteBoolean("fullyOn", flag.IsFullyOn);
        json.WriteEndObject();
    }));

    private static string Day(ExpiringFlag flag) => flag.Expires.ToString("O", CultureInfo.InvariantCulture);
}
