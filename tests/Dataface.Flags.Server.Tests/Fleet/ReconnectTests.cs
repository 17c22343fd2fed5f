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

    /// <summary>Stopped, it asks them to come within ReconnectSeconds; crashed, it asks nothing, and they spread over a second and their back-off.</summary>
    [TestCase(false, 1_000)]
    [TestCase(true, 300)]
    public async Task Clients_AfterARestart_ComeBackOneByOne(bool isCrash, int leastSpreadMs)
    {
        using var folder = new TemporaryFolder();
        var first = await ServerProcess.StartAsync("--data", folder["data"], "--Server:ReconnectSeconds=4");
        await using var services = new Services();
        for (var i = 0; i < Clients; i++) services.Add(await Services.StartOneAsync(first.Address, first.FirstSecret!, null));
        if (isCrash) await first.KillAsync();
        else await first.StopAsync();

        var arrivals = new Arrivals();
        await using var second = await TestServer.StartAsync(
            folder["data"], s => s.AddSingleton<IStartupFilter>(arrivals), "--urls", first.Address.AbsoluteUri.TrimEnd('/'));
        await Eventually.HoldsAsync(() => arrivals.Milliseconds.Count >= Clients, "all are back");
        await first.DisposeAsync();

        var times = arrivals.Milliseconds.Order().Take(Clients).ToList();
        var most = times.Max(from => times.Count(at => at >= from && at < from + 100));
        TestContext.Out.WriteLine($"{Clients} clients over {times[^1] - times[0]:F0} ms, at most {most} within 100 ms");
        Assert.That(times[^1] - times[0], Is.GreaterThan(leastSpreadMs));
        Assert.That(most, Is.LessThan(Clients * 3 / 4));
    }

    /// <summary>When each stream was asked for.</summary>
    private sealed class Arrivals : IStartupFilter
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public ConcurrentQueue<double> Milliseconds { get; } = new();

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, go) =>
            {
                var isStream = http.Request.Path.Value!.EndsWith("/stream", StringComparison.Ordinal);
                if (isStream) Milliseconds.Enqueue(Stopwatch.GetElapsedTime(_start).TotalMilliseconds);
                await go(http);
            });
            next(app);
        };
    }
}
