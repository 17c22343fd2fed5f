using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.State;
using Spectre.Console;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>history</c>: what was changed and refused, newest first.</summary>
internal static class HistoryCommand
{
    private const int DefaultLimit = 20;

    private static readonly string[] Filters = ["flag", "environment", "action"];

    public static Command Create(CommandIo io)
    {
        var limit = new Option<int>("--limit") { Description = "How many records, up to 1000.", DefaultValueFactory = _ => DefaultLimit };
        var before = new Option<long?>("--before") { Description = "Only records before this position." };
        var json = SharedOptions.Json();
        var filters = Filters.Select(name => new Option<string?>("--" + name) { Description = $"Only records of this {name}." }).ToArray();
        var command = new Command("history", "Lists what was changed and refused, newest first.") { limit, before, json };
        foreach (var filter in filters) command.Add(filter);
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new StringBuilder("flags/history?limit=").Append(parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture));
            if (parsed.GetValue(before) is { } position) query.Append(CultureInfo.InvariantCulture, $"&before={position}");
            foreach (var filter in filters)
            {
                if (parsed.GetValue(filter) is not { } value) continue;
                query.Append(CultureInfo.InvariantCulture, $"&{filter.Name.TrimStart('-')}={Uri.EscapeDataString(value)}");
            }

            await using var client = server.OpenRequired(parsed, "*");
            var answer = await client.AskAsync(HttpMethod.Get, query.ToString(), null, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, answer);
            else WriteTable(answer, io);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void WriteTable(JsonElement answer, CommandIo io)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("#", "at", "action", "environment", "flag", "by", "reason");
        foreach (var line in answer.GetProperty("records").EnumerateArray())
        {
            var json = line.GetRawText();
            if (!AuditCodec.TryRead(Encoding.UTF8.GetBytes(json), out var record))
                throw new InvalidDataException($"A record is damaged or was edited: {json}");
            var change = record.Change;
            var number = change.Action is StateAction.Publish or StateAction.Rollback ? $" {record.DocumentAfter!.Number}" : "";
            string[] cells =
            [
                record.Sequence.ToString(CultureInfo.InvariantCulture), change.At.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
                AuditCodec.NameOf(change.Action) + number, change.Environment, change.Flag, change.By, change.Reason,
            ];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        io.Console.Write(table);
        if (answer.GetProperty("next") is { ValueKind: JsonValueKind.Number } next)
            io.Output.WriteLine($"More: --before {next.GetRawText()}");
    }
}
