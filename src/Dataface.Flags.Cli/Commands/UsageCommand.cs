using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Spectre.Console;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>usage</c>: how often flags are evaluated, and by whom.</summary>
internal static class UsageCommand
{
    private static readonly string[] Units = ["hour", "minute"];

    public static Command Create(CommandIo io)
    {
        var (environment, json) = (SharedOptions.Environment(), SharedOptions.Json());
        var flag = new Argument<string?>("flag") { Description = "One flag, hour by hour.", Arity = ArgumentArity.ZeroOrOne };
        var hours = new Option<int?>("--hours")
        {
            Description = "How many hours to count, including this one: up to 2160, or 24 by minute. Default: 24, or 1 by minute.",
        };
        var by = new Option<string>("--by") { Description = "With a flag: hour or minute.", DefaultValueFactory = _ => Units[0] };
        by.AcceptOnlyFromAmong(Units);
        var service = new Option<string?>("--service") { Description = "With a flag: only hours or minutes of this service." };
        var command = new Command("usage", "Shows how often flags are evaluated, and by whom; also keys that no document defines.")
        {
            flag, environment, hours, by, service, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(flag) is null && (result.GetResult(by) is { Implicit: false } || result.GetResult(service) is not null))
            {
                result.AddError("--by and --service are for one flag. Name it, as in 'usage checkout-v2 --by minute'.");
            }
        });
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(environment);
            await using var client = server.OpenRequired(parsed, name);
            var query = $"environment={Uri.EscapeDataString(name)}";
            if (parsed.GetValue(hours) is { } count) query += $"&hours={count.ToString(CultureInfo.InvariantCulture)}";
            if (parsed.GetValue(flag) is { } key)
            {
                query += $"&by={parsed.GetRequiredValue(by)}";
                if (parsed.GetValue(service) is { } only) query += $"&service={Uri.EscapeDataString(only)}";
                query = $"flags/{Uri.EscapeDataString(key)}/usage?{query}";
            }
            else
            {
                query = $"usage?{query}";
            }

            var usage = await client.AskAsync(HttpMethod.Get, query, null, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, usage);
            else if (parsed.GetValue(flag) is null) WriteAll(usage, io);
            else WriteOne(usage, io);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void WriteAll(JsonElement usage, CommandIo io)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("flag", "evaluations", "variants", "last evaluated", "services", "");
        foreach (var flag in usage.GetProperty("flags").EnumerateArray())
        {
            Row(table,
            [
                UsageText.Of(flag, "flag"), UsageText.Count(flag), UsageText.List(flag, "variants", "variant"), UsageText.Last(flag),
                string.Join(", ", flag.GetProperty("services").EnumerateArray().Select(service => service.GetString())), Note(flag),
            ]);
        }

        if (table.Rows.Count > 0) io.Console.Write(table);
        WriteSpan(usage, io);
        if (usage.GetProperty("bulkReads").GetInt64() is var reads and > 0)
        {
            io.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Clients of OFREP were given all flags at once {reads} times; which of them they use is not known."));
        }
    }

    private static void WriteOne(JsonElement usage, CommandIo io)
    {
        var (flag, environment) = (UsageText.Of(usage, "flag"), UsageText.Of(usage, "environment"));
        io.Output.WriteLine($"{flag} in {environment}, last evaluated {UsageText.Last(usage)}");
        io.Output.WriteLine($"evaluations: {UsageText.Count(usage)}");
        io.Output.WriteLine($"variants: {UsageText.List(usage, "variants", "variant")}");
        io.Output.WriteLine($"reasons: {UsageText.List(usage, "reasons", "reason")}");
        var services = new Table().Border(TableBorder.Simple);
        services.AddColumns("service", "evaluations", "last evaluated");
        foreach (var service in usage.GetProperty("services").EnumerateArray())
        {
            Row(services, [UsageText.Of(service, "service"), UsageText.Count(service), UsageText.Last(service)]);
        }

        if (services.Rows.Count > 0) io.Console.Write(services);
        var points = new Table().Border(TableBorder.Simple);
        points.AddColumns(UsageText.Of(usage, "by"), "service", "variant", "evaluations");
        foreach (var point in usage.GetProperty("points").EnumerateArray())
        {
            Row(points,
            [
                UsageText.Time(point, "at"), UsageText.Of(point, "service"), UsageText.Of(point, "variant"), UsageText.Count(point),
            ]);
        }

        if (points.Rows.Count > 0) io.Console.Write(points);
        WriteSpan(usage, io);
    }

    private static void Row(Table table, string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    private static string Note(JsonElement flag)
    {
        if (flag.GetProperty("isDefined").GetBoolean()) return "";
        return flag.GetProperty("notFound").GetInt64() > 0 ? "no document defines it" : "not in the document in force";
    }

    private static void WriteSpan(JsonElement usage, CommandIo io)
    {
        io.Output.WriteLine(usage.TryGetProperty("countedSince", out _)
            ? string.Create(CultureInfo.InvariantCulture,
                $"Within {usage.GetProperty("hours").GetInt32()} h; counted since {UsageText.Time(usage, "countedSince")}.")
            : "No service has reported usage to this server yet.");
        if (usage.GetProperty("isPartial").GetBoolean()) io.Error.WriteLine("warning: There is more than the server has room for.");
    }
}
