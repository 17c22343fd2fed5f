using System.Globalization;
using Dataface.Flags.Server.Hosting;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>The flag server with one thing more: for each line of its input it says how much memory it holds.</summary>
internal static class MeasuredServer
{
    public const string Command = "measured-server";

    public static async Task RunAsync(string[] args)
    {
        await using var app = ServerApp.Build(args);
        await app.StartAsync();
        Console.WriteLine($"It listens on {app.Urls.Single()}; each line of input asks for its memory.");
        while (await Console.In.ReadLineAsync() is not null) Console.WriteLine(Measure());
        await app.StopAsync();
    }

    /// <summary>A server as users start it, but that it can be asked.</summary>
    public static Task<ServerProcess> StartAsync(params string[] args)
    {
        // The collector of the server's own project, not of this one.
        Environment.SetEnvironmentVariable("DOTNET_gcServer", "1");
        return ServerProcess.StartProgramAsync("Dataface.Flags.Simulations.dll", [Command, .. args]);
    }

    public static async Task<Memory> AskAsync(ServerProcess server)
    {
        var numbers = (await server.AskAsync("memory")).Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new(numbers[0], numbers[1], numbers[2]);
    }

    private static string Measure()
    {
        var before = Environment.WorkingSet;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return string.Create(
            CultureInfo.InvariantCulture, $"{before} {Environment.WorkingSet} {GC.GetTotalMemory(forceFullCollection: false)}");
    }

    /// <summary>What a server holds, in bytes.</summary>
    /// <param name="Resident">Resident memory as it is.</param>
    /// <param name="Collected">The same after a collection that gives back what it can.</param>
    /// <param name="Heap">Live objects.</param>
    internal sealed record Memory(long Resident, long Collected, long Heap);
}
