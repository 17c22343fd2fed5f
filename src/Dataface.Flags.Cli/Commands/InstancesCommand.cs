using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Http;
using Dataface.Flags.Values;
using Spectre.Console;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>instances</c>: who follows a server, and who is not up to date; those that are gone can be forgotten.</summary>
internal static class InstancesCommand
{
    private const int DefaultLimit = 100;

    public static Command Create(CommandIo io)
    {
        var (environment, json) = (SharedOptions.Environment(), SharedOptions.Json());
        var service = new Option<string?>("--service") { Description = "Only instances of this service." };
        var limit = new Option<int>("--limit")
        {
            Description = "How many to list, up to 20000.",
            DefaultValueFactory = _ => DefaultLimit,
        };
        var command = new Command("instances", "Lists the instances that follow a server; those not up to date come first.")
        {
            environment, service, limit, json, CreateForget(io),
        };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (name, count) = (parsed.GetRequiredValue(environment), parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture));
            var only = parsed.GetValue(service) is { } wanted ? $"&service={Uri.EscapeDataString(wanted)}" : "";
            await using var client = server.OpenRequired(parsed, name);
            var path = $"instances?environment={Uri.EscapeDataString(name)}&limit={count}{only}";
            var fleet = await client.AskAsync(HttpMethod.Get, path, null, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, fleet);
            else Write(fleet, io);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateForget(CommandIo io)
    {
        var instance = new Argument<string>("instance") { Description = "Its name, such as shop/2f9c, or its id, which --json shows." };
        var (environment, json) = (SharedOptions.Environment(), SharedOptions.Json());
        var (by, reason) = (SharedOptions.By(), SharedOptions.Reason());
        var command = new Command("forget", "Forgets a silent instance whose process is gone, so that it keeps no kill unconfirmed.")
        {
            instance, environment, by, reason, json,
        };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (name, word) = (parsed.GetRequiredValue(environment), parsed.GetRequiredValue(instance));
            await using var client = server.OpenRequired(parsed, name);
            var ids = await FindAsync(word, name, client, cancellationToken);
            if (ids is not [var id])
            {
                io.Error.WriteLine(ids.Count == 0
                    ? $"There is no instance '{word}' in {name}. 'dataface-flags instances' lists those that there are."
                    : $"{Counted.Of(ids.Count, "instance")} in {name} are called '{word}'. Write the id of one: {string.Join(", ", ids)}.");
                return ExitCode.Found;
            }

            var forgotten = await client.AskOnceAsync(
                HttpMethod.Post,
                $"instances/{Uri.EscapeDataString(id)}/forget",
                () => ChangeJson.JsonContent(body =>
                {
                    body.WriteString("environment", name);
                    body.WriteString("reason", parsed.GetRequiredValue(reason));
                    body.WriteString("by", parsed.GetRequiredValue(by));
                }),
                cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, forgotten);
            else io.Output.WriteLine($"{Text(forgotten, "name")} is forgotten in {name}. If it reports again, it is listed again.");
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The ids that a word stands for: itself, or those of all instances with this name.</summary>
    private static async Task<IReadOnlyList<string>> FindAsync(
        string word, string environment, ServerClient client, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(word, out _)) return [word];
        var path = $"instances?environment={Uri.EscapeDataString(environment)}";
        var fleet = await client.AskAsync(HttpMethod.Get, path, null, cancellationToken);
        return [.. fleet.GetProperty("instances").EnumerateArray().Where(one => Text(one, "name") == word).Select(one => Text(one, "id"))];
    }

    private static void Write(JsonElement fleet, CommandIo io)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("instance", "on", "version", "key", "status", "state", "last heard", "problem");
        foreach (var instance in fleet.GetProperty("instances").EnumerateArray())
        {
            string[] cells =
            [
                Text(instance, "name"), Text(instance, "from"), Text(instance, "version"), Text(instance, "key"), Status(instance),
                instance.GetProperty("applied").GetInt64().ToString(CultureInfo.InvariantCulture),
                instance.GetProperty("heardSecondsAgo").GetDouble().ToString("0", CultureInfo.InvariantCulture) + " s ago",
                Text(instance, "problem"),
            ];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        if (table.Rows.Count > 0) io.Console.Write(table);
        var count = Number(fleet, "count");
        io.Output.WriteLine(
            $"{count} instance{(count == "1" ? "" : "s")} in {Text(fleet, "environment")}: {Number(fleet, "current")} current, "
            + $"{Number(fleet, "behind")} behind, {Number(fleet, "silent")} silent. The server is at {Text(fleet, "cursor")}.");
        if (fleet.TryGetProperty("otherDefinitions", out var others) && others.GetInt32() is var other and > 0)
        {
            io.Error.WriteLine(
                $"warning: {(other == 1 ? "1 runs" : $"{other} run")} another document than the published one, or none yet.");
        }

        if (fleet.GetProperty("isPartial").GetBoolean()) io.Error.WriteLine("warning: There are more than the server has room for.");
    }

    /// <summary>An older server does not say what an instance lacks.</summary>
    private static string Status(JsonElement instance) => Text(instance, "status") + (instance.TryGetProperty("lacks", out var lacks)
        ? $" (lacks {string.Join(", ", lacks.EnumerateArray().Select(what => what.GetString()))})" : "");

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static string Number(JsonElement json, string name) => json.GetProperty(name).GetInt32().ToString(CultureInfo.InvariantCulture);
}
