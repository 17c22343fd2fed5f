using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>incident</c>: what has changed lately and what goes on, each with the command that undoes it.</summary>
internal static class IncidentCommand
{
    private const int DefaultMinutes = 30;

    private const int MostMinutes = 7 * 24 * 60;

    public static Command Create(CommandIo io)
    {
        var (environment, json) = (SharedOptions.Environment(), SharedOptions.Json());
        var minutes = new Option<int>("--minutes")
        {
            Description = $"How far back to look for changes, up to {MostMinutes}, which is a week.",
            DefaultValueFactory = _ => DefaultMinutes,
        };
        minutes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= MostMinutes))
                result.AddError($"--minutes is not between 1 and {MostMinutes}. Write {DefaultMinutes}.");
        });
        var command = new Command(
            "incident", "Shows recent changes and what is in progress, each with the command to undo it.") { environment, minutes, json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(environment);
            var path = string.Create(
                CultureInfo.InvariantCulture,
                $"incident?environment={Uri.EscapeDataString(name)}&minutes={parsed.GetValue(minutes)}");
            await using var client = server.OpenRequired(parsed, name);
            var incident = await client.AskAsync(HttpMethod.Get, path, null, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, incident);
            else new IncidentText(io.Output, server.WordsOf(parsed)).Write(incident);
            return ExitCode.Ok;
        });
        return command;
    }
}
