namespace Dataface.Flags.CrashHost;

/// <summary>Follows a server until somebody kills the process.</summary>
internal static class Following
{
    public static async Task RunAsync(string server, string cache)
    {
        await FlagClient.StartAsync(o =>
        {
            (o.Environment, o.CacheFile) = ("production", cache);
            o.UseHttp(server);
        });
        await Task.Delay(Timeout.Infinite);
    }
}
