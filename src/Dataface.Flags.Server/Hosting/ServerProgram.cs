using Dataface.Flags.Server.Maintenance;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Hosting;

/// <summary>
/// Runs the server until it is asked to stop, or one of its other commands. Whatever hinders a start is told in a sentence, on
/// standard error.
/// </summary>
internal static class ServerProgram
{
    public const int Refused = 1;

    /// <summary>What hosts log about a start that fails, with a stack trace, which is told here without one.</summary>
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLine.AsksForHelp(args) || CommandLine.AsksForVersion(args))
        {
            Console.WriteLine(CommandLine.AsksForHelp(args) ? HelpText.Help : HelpText.Version);
            return 0;
        }

        try
        {
            if (await TryMaintainAsync(args) is { } code) return code;
            CommandLine.Check(args);
        }
        catch (CommandLineException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return MaintenanceCommands.Usage;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync(SentenceOf(error));
            return Refused;
        }

        return await ServeAsync(args);
    }

    /// <summary>Runs a command that serves nobody; null when the command line names none.</summary>
    public static Task<int?> TryMaintainAsync(string[] args) => MaintenanceCommands.TryRunAsync(
        args, options => ServerApp.CreateBuilder(options).Configuration, StorageChoice.Of);

    private static async Task<int> ServeAsync(string[] args)
    {
        var isStarted = false;
        try
        {
            await TrialListener.RunAsync(args);
            await using var app = ServerApp.Build(
                args, builder => builder.Logging.AddFilter(HostCategory, level => isStarted && level >= LogLevel.Information));
            await app.StartAsync();
            isStarted = true;
            Greet(app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception error) when (!isStarted && error is not OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync(SentenceOf(error));
            return Refused;
        }
    }

    /// <summary>What was found, and what it was found by where that says more.</summary>
    private static string SentenceOf(Exception error)
    {
        if (error is OptionsValidationException) return error.Message;
        var causes = new List<string>();
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (!causes.Exists(told => told.Contains(cause.Message, StringComparison.Ordinal))) causes.Add(cause.Message);
        }

        return string.Join(" ", causes);
    }

    /// <summary>
    /// On the console and not in the log: the first key is a secret, and shown this once. The address comes last, so that whoever has read
    /// it has all.
    /// </summary>
    private static void Greet(WebApplication app)
    {
        var services = app.Services;
        var storage = services.GetRequiredService<Storage.ServerStorage>();
        if (storage.Warning is { } warning) Console.Error.WriteLine(warning);
        if (services.GetRequiredService<Startup>() is { FirstSecret: { } first } startup)
        {
            Console.WriteLine(
                startup.File is { } file ? $"First admin key: in {file.Path}" : $"First admin key (shown this once): {first}");
        }

        Console.WriteLine($"Dataface.Flags.Server listens on {string.Join(", ", app.Urls)}; {storage.Description}.");
    }
}
