using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Expiry;
using Spectre.Console;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>stale</c>: flags that are expired or soon will be, and those that nobody evaluates.</summary>
internal static class StaleCommand
{
    private const int DefaultUnusedDays = 14;

    public static Command Create(CommandIo io)
    {
        var (environment, today, json) = (SharedOptions.Environment(), SharedOptions.Today(), SharedOptions.Json());
        var days = new Option<int>("--days", "-d")
        {
            Description = "How many days to look ahead.",
            DefaultValueFactory = _ => ExpiryReport.DefaultWarningDays
        };
        var unusedDays = new Option<int>("--unused-days")
        {
            Description = "With --server: also list flags not evaluated for this many days; 0 for none, 89 at most.",
            DefaultValueFactory = _ => DefaultUnusedDays,
        };
        unusedDays.Validators.Add(result =>
        {
            if (result.GetValue(unusedDays) is < 0 or > UnusedFlags.MostDays) result.AddError("--unused-days is 0 to 89.");
        });
        var command = new Command(
            "stale",
            "Lists flags that are expired or expire soon, and on a server those not evaluated; answers 1 when there are any.")
        {
            environment, days, unusedDays, today, json,
        };
        var source = new FlagSourceOptions(io).AddTo(command, hasState: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(environment);
            var document = await source.ReadAsync(parsed, name, cancellationToken);
            var day = parsed.GetValue(today) ?? FlagDocumentReader.Today(io.Time);
            var stale = ExpiryReport.Of(document, name, day, parsed.GetRequiredValue(days));
            var unused = await FindUnusedAsync(source, parsed, name, document, parsed.GetValue(unusedDays), cancellationToken);
            if (parsed.GetValue(json)) WriteJson(stale, unused, io);
            else WriteTables(stale, unused, io);
            return stale.Count == 0 && unused is not { Flags.Count: > 0 } ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static async Task<UnusedFlags?> FindUnusedAsync(
        FlagSourceOptions source, ParseResult parsed, string environment, FlagDocument document, int days,
        CancellationToken cancellationToken)
    {
        if (days == 0 || source.Open(parsed, environment) is not { } server) return null;
        await using (server)
        {
            return await UnusedFlags.FindAsync(server, environment, document, days, cancellationToken);
        }
    }

    private static void WriteTables(IReadOnlyList<ExpiringFlag> stale, UnusedFlags? unused, CommandIo io)
    {
        WriteTable(stale, io);
        if (unused is null) return;
        if (unused.Flags.Count > 0)
        {
            var table = new Table().Border(TableBorder.Simple);
            table.AddColumns("unused flag", "owner", "last evaluated");
            foreach (var (flag, owner, last) in unused.Flags)
            {
                table.AddRow(new Text(flag), new Text(owner), new Text(last is { } at ? UsageText.Time(at) : "never"));
            }

            io.Console.Write(table);
        }

        io.Output.WriteLine(unused.Note);
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

    private static void WriteJson(IReadOnlyList<ExpiringFlag> stale, UnusedFlags? unused, CommandIo io) =>
        JsonOutput.Write(io.Output, json =>
        {
            json.WriteArray("stale", stale, flag => Write(json, flag));
            if (unused is null) return;
            json.WriteArray("unused", unused.Flags, flag =>
            {
                json.WriteStartObject();
                json.WriteString("flag", flag.Flag);
                json.WriteString("owner", flag.Owner);
                if (flag.Last is { } last) json.WriteString("lastEvaluated", last.UtcDateTime);
                json.WriteEndObject();
            });
            if (unused.CountedSince is { } since) json.WriteString("countedSince", since.UtcDateTime);
            json.WriteString("note", unused.Note);
        });

    private static void Write(Utf8JsonWriter json, ExpiringFlag flag)
    {
        json.WriteStartObject();
        json.WriteString("flag", flag.Flag);
        json.WriteString("owner", flag.Owner);
        json.WriteString("expires", Day(flag));
        json.WriteNumber("daysLeft", flag.DaysLeft);
        json.WriteBoolean("expired", flag.IsExpired);
        json.WriteBoolean("fullyOn", flag.IsFullyOn);
        json.WriteEndObject();
    }

    private static string Day(ExpiringFlag flag) => flag.Expires.ToString("O", CultureInfo.InvariantCulture);
}
