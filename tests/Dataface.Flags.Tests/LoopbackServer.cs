using System.Net;
using System.Net.Sockets;

namespace Dataface.Flags.Tests;

/// <summary>A small web server on a free port of the loopback.</summary>
internal static class LoopbackServer
{
    /// <summary>Starts listening.</summary>
    public static Uri Start(HttpListener server)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        server.Prefixes.Add(address);
        server.Start();
        return new Uri(address);
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
