using System.CommandLine;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Http;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>status</c>: whether a server can do its work, and what is in force.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandIo io)
    {
        var (environment, json) = (SharedOptions.Environment(), SharedOptions.Json());
        var command = new Command("status", "Shows whether a server can do its work, and what is in force; answers 1 when it cannot.")
        {
            environment, json,
        };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(environment);
            await using var client = server.OpenRequired(parsed, name);
            var problem = await client.WhyNotReadyAsync(cancellationToken);

            // A server that is not ready still says what it knew last.
            var feed = await client.ReadFeedAsync(cancellationToken);
            if (parsed.GetValue(json)) WriteJson(name, problem, feed, io);
            else WriteText(name, problem, feed, io);
            return problem is null ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static void WriteText(string environment, string? problem, Feed feed, CommandIo io)
    {
        io.Output.WriteLine(problem ?? "ready");
        io.Output.WriteLine(feed.Definitions is { } definitions
            ? $"revision {feed.Cursor.Document} ({definitions.Revision[..12]}…), cursor {feed.Cursor}"
            : $"no document was published yet, cursor {feed.Cursor}");
        io.Output.WriteLine($"{feed.State.Kills.Count} killed in {environment}, {feed.State.Ramps.Count} ramps begun");
        foreach (var apart in feed.State.Problems) io.Output.WriteLine($"set apart: {apart}");
        foreach (var kill in feed.State.Kills.Values) io.Output.WriteLine($"  {kill.Flag} by {kill.By} at {kill.At:u}: {kill.Reason}");
    }

    private static void WriteJson(string environment, string? problem, Feed feed, CommandIo io) => JsonOutput.Write(io.Output, json =>
    {
        json.WriteBoolean("ready", problem is null);
        json.WriteString("problem", problem);
        json.WriteString("environment", environment);
        json.WriteString("cursor", feed.Cursor.ToString());
        json.WriteNumber("number", feed.Cursor.Document);
        json.WriteString("sha256", feed.Definitions?.Revision);
        json.WriteArray("apart", feed.State.Problems, json.WriteStringValue);
        json.WriteArray("kills", feed.State.Kills.Values, kill =>
        {
            json.WriteStartObject();
            json.WriteString("flag", kill.Flag);
            json.WriteString("by", kill.By);
            json.WriteString("at", kill.At);
            json.WriteString("reason", kill.Reason);
            json.WriteEndObject();
        });
    });
}
