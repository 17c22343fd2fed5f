namespace Dataface.Flags.CrashHost;

/// <summary>
/// Kills a flag through a server that is not there, says how far that got, and lives on until somebody kills the process.
/// </summary>
internal static class Killing
{
    public static async Task RunAsync(string server, string cache)
    {
        var client = await FlagClient.StartAsync(o =>
        {
            (o.Environment, o.CacheFile, o.KillTimeout) = ("production", cache, TimeSpan.FromSeconds(20));
            o.UseHttp(server, http => http.RequestTimeout = TimeSpan.FromSeconds(1));
        });
        Console.WriteLine((await client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" })).Reach);
        await Task.Delay(Timeout.Infinite);
    }
}
