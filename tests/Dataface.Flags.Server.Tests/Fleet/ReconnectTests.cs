using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Fleet;

/// <summary>A server that comes back is not met by all its clients at once.</summary>
[TestFixture]
internal sealed class ReconnectTests
{
    private const int Clients = 40;

    /// <summary>Stopped, it asks them to come within ReconnectSeconds; crashed, it asks nothing, and they spread over a second.</summary>
    [TestCase(false, 1_000)]
    [TestCase(true, 300)]
    public async Task Clients_AfterARestart_ComeBackOneByOne(bool isCrash, int leastSpreadMs)
    {
        using var folder = new TemporaryFolder();
        await using var first = await ServerProcess.StartAsync("--data", folder["data"], "--Server:ReconnectSeconds=4");
        var departures = Enumerable.Range(0, Clients).Select(_ => new Departures()).ToList();
        var arrivals = new Arrivals();
        await using (var services = new Services())
        {
            foreach (var handler in departures)
                services.Add(await Services.StartOneAsync(first.Address, first.FirstSecret!, null, handler));
            if (isCrash) await first.KillAsync();
            else await first.StopAsync();
            await using var second = await TestServer.StartAsync(
                folder["data"], s => s.AddSingleton<IStartupFilter>(arrivals), "--urls", first.Address.AbsoluteUri.TrimEnd('/'));
            await Eventually.HoldsAsync(() => arrivals.Times.Count >= Clients, "all are back");
        }

        foreach (var handler in departures) handler.Dispose();

        // Where nobody answers yet, they wait again, and arrive later than they first set out.
        var setOut = departures.Select(d => d.Times.ElementAt(1)).Order().ToList();
        var arrived = arrivals.Times.Order().Take(Clients).ToList();
        var (spread, arrivedWithin) = (Stopwatch.GetElapsedTime(setOut[0], setOut[^1]), Stopwatch.GetElapsedTime(arrived[0], arrived[^1]));
        TestContext.Out.WriteLine(
            $"{Clients} clients set out within {spread.TotalSeconds:F1} s, and arrived within {arrivedWithin.TotalSeconds:F1} s");
        Assert.That(spread, Is.GreaterThan(TimeSpan.FromMilliseconds(leastSpreadMs)));
    }

    private static bool IsStream(string? path) => path!.EndsWith("/stream", StringComparison.Ordinal);

    /// <summary>When a client has asked for each of its streams, on the way to a real connection.</summary>
    private sealed class Departures() : DelegatingHandler(new SocketsHttpHandler())
    {
        public ConcurrentQueue<long> Times { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsStream(request.RequestUri!.AbsolutePath)) Times.Enqueue(Stopwatch.GetTimestamp());
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>When the server was asked for each stream.</summary>
    private sealed class Arrivals : IStartupFilter
    {
        public ConcurrentQueue<long> Times { get; } = new();

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, go) =>
            {
                if (IsStream(http.Request.Path.Value)) Times.Enqueue(Stopwatch.GetTimestamp());
                await go(http);
            });
            next(app);
        };
    }
}
