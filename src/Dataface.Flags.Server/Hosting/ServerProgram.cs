using Dataface.Flags.Server.Maintenance;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Hosting;

/// <summary>Runs the server until it is asked to stop, or one of its other commands.</summary>
internal static class ServerProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            if (await MaintenanceCommands.TryRunAsync(args) is { } code) return code;
            await using var app = ServerApp.Build(args);
            await app.StartAsync();
            Greet(app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OptionsValidationException or InvalidDataException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    /// <summary>
    /// On the console and not in the log: the first key is a secret, and shown this once. The address comes last, so that whoever has read it has all.
    /// </summary>
    private static void Greet(WebApplication app)
    {
        var services = app.Services;
        var first = services.GetServices<IHostedService>().OfType<Startup>().Single().FirstSecret;
        if (first is not null) Console.WriteLine($"First admin key (shown this once): {first}");
        Console.WriteLine($"Dataface.Flags.Server listens on {string.Join(", ", app.Urls)}; {services.GetRequiredService<Storage.ServerStorage>().Description}.");
    }
}
