namespace Dataface.Flags.Server.Hosting;

/// <summary>
/// Listens for a moment, as the server will, and answers nothing. A port that is taken, an address that is none, or a certificate
/// that cannot be used shows here, before a folder, a schema or a key is made.
/// </summary>
internal static class TrialListener
{
    public static async Task RunAsync(string[] args)
    {
        var builder = ServerApp.CreateBuilder(args);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(http =>
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        try
        {
            await app.StartAsync();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            var where = builder.Configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls ? urls : "its address";
            throw IsNoAddress(where)
                ? new IOException($"It cannot listen on {where}: that is not a valid address. Write, for example, --urls "
                    + $"http://127.0.0.1:8383; ports are 0 to 65535.")
                : new IOException(
                    $"It cannot listen on {where}: {error.Message} Free the port, or write other --urls; a certificate is named by "
                    + "--Kestrel:Certificates:Default:Path.",
                    error);
        }

        await app.StopAsync();
    }

    /// <summary>Whether one of the addresses is invalid on every machine. '+' and '*' stand for every host.</summary>
    private static bool IsNoAddress(string urls) => urls.Contains("://", StringComparison.Ordinal) && urls.Split(';').Any(url =>
        !Uri.TryCreate(url.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal),
            UriKind.Absolute, out _));
}
