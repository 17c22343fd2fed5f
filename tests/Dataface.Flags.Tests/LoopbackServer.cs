using System.Net;
using System.Net.Sockets;

namespace Dataface.Flags.Tests;

/// <summary>A small web server on a free port of the loopback.</summary>
internal static class LoopbackServer
{
    private const int Attempts = 10;

    /// <summary>Starts listening. Somebody else may take a port between the look at it and its use: then it takes another.</summary>
    public static Uri Start(HttpListener server)
    {
        server.Start();
        for (var attempt = 1; ; attempt++)
        {
            var address = FreeAddress();
            try
            {
                server.Prefixes.Add(address);
                return new Uri(address);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                // Taken.
            }
        }
    }

    private static string FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
    }

    /// <summary>Answers each request with a status, until the server is stopped.</summary>
    public static async Task ServeAsync(HttpListener server, Func<string, int> status)
    {
        try
        {
            while (true)
            {
                var context = await server.GetContextAsync();
                context.Response.StatusCode = status(context.Request.Url!.AbsolutePath);
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }
}
