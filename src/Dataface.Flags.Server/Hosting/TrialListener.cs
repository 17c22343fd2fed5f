namespace Dataface.Flags.Server.Hosting;

/// <summary>
/// Listens for a moment, as the server will, and answers nothing. A port that is taken, an address that is none, or a certificate that cannot be used shows
/// here, before a folder, a schema or a key is made.
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
            throw new IOException(
                $"It cannot listen on {where}: {error.Message} Free the port, or write other --urls; a certificate is named by "
                + "--Kestrel:Certificates:Default:Path.",
                error);
        }

        await app.StopAsync();
    }
}
