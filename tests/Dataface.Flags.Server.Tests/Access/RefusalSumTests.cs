using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Server.Tests.Access;

/// <summary>Nobody fills the trail by being refused.</summary>
[TestFixture]
internal sealed partial class RefusalSumTests
{
    private const int Requests = 5_000;

    private static readonly string[] Unlimited = ["--Server:RateLimit:Change=0", "--Server:RateLimit:Read=0"];

    [Test, Rule("nobody fills the trail")]
    public async Task Refusals_FiveThousandOfRandomFlagsKeysAndBodies_AreAFewRecordsAMinuteThatCountThemAll()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(null, services => services.AddSingleton<TimeProvider>(clock), Unlimited);
        var refused = await RefuseAsync(server);
        var before = await server.HistoryAsync("limit=1000");
        Assert.That(before.Where(IsRefusal), Is.Empty, "none is a record of its own");
        clock.Advance(RefusalTrail.Interval);
        await Eventually.HoldsAsync(() => CountedAsync(server).Result == refused.Values.Sum(), "all are counted");
        var records = (await server.HistoryAsync("action=refuse&limit=1000")).ToList();
        Assert.That(records, Has.Count.EqualTo(refused.Count), "one for each key, route and status");
        Assert.That(records.Select(r => r.GetRawText().Length).Max(), Is.LessThan(1_000), "none is longer for what was sent");
        clock.Advance(RefusalTrail.Interval * 3);
        Assert.That((await server.HistoryAsync("action=refuse&limit=1000")).Count, Is.EqualTo(refused.Count), "silence adds none");
    }

    [Test]
    public async Task Refusals_OfTheLastMinute_AreWrittenWhenTheServerStops()
    {
        using var folder = new TemporaryFolder();
        string secret;
        await using (var server = await TestServer.StartAsync(folder["data"], _ => { }, "--Server:RateLimit:Anonymous=1"))
        {
            secret = server.AdminSecret;
            using var anonymous = server.Client("");
            for (var i = 0; i < 30; i++) (await server.KillAsync("checkout-v2", by: anonymous)).Dispose();
        }

        await using var again = await TestServer.StartAsync(folder["data"]);
        using var client = again.Client(secret);
        var trail = (await client.GetStringAsync(new Uri("/api/audit", UriKind.Relative))).Split('\n');
        var records = trail.Where(line => line.Contains("\"action\":\"refuse\"", StringComparison.Ordinal)).ToList();
        Assert.That(records, Has.Count.EqualTo(2), "401 and 429");
        Assert.That(records.Sum(r => Count(r)), Is.EqualTo(30), "those that were only slowed down are counted, too");
        Assert.That(records, Has.All.Contains("\"flag\":\"checkout-v2\""), "all were about the same flag");
    }

    [Test]
    public async Task Refusals_OfMoreKindsThanAreKept_AreCountedInOneRecord()
    {
        await using var server = await TestServer.StartAsync();
        using var log = new RefusalTrail(
            server.App.Services.GetRequiredService<ServerStorage>(), TimeProvider.System, NullLogger<RefusalTrail>.Instance);
        for (var i = 0; i < RefusalTrail.MostSums + 500; i++) log.Add(
            new DefaultHttpContext(), $"key-{i}", Problem.Unauthorized(hasKey: true));
        await log.StopAsync(CancellationToken.None);
        var records = await server.HistoryAsync("action=refuse&limit=1000");
        Assert.That(await CountedAsync(server), Is.GreaterThanOrEqualTo(RefusalTrail.MostSums), "pages hold a thousand");
        Assert.That(records[0].GetProperty("reason").GetString(),
            Does.Contain("of other keys, routes and statuses").And.Contain("500 times"));
    }

    /// <summary>Sends what is refused; how many times, by key, route and status.</summary>
    private static async Task<ConcurrentDictionary<(string, string, HttpStatusCode), int>> RefuseAsync(TestServer server)
    {
        using var reader = server.Client(await server.MakeKeyAsync("reader", "read"));
        using var operators = server.Client(await server.MakeKeyAsync("operators", "operate"));
        using var nobody = server.Client("dff_nobody");
        var callers = new[] { ("reader", reader), ("operators", operators), ("nobody known", nobody) };
        string[] routes = ["kill", "restore", "ramp"];
        var refused = new ConcurrentDictionary<(string, string, HttpStatusCode), int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, stop) =>
        {
            var random = new Random(i);
            var ((name, client), route) = (callers[i % callers.Length], routes[random.Next(routes.Length)]);
            var flag = new string([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => (char)random.Next('a', 'z'))]);
            var body = new string('x', random.Next(1, 2_000)) + flag;
            using var answer = await client.PostAsync(
                new Uri($"/api/flags/{flag}/{route}", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), stop);
            refused.AddOrUpdate((name, route, answer.StatusCode), 1, (_, n) => n + 1);
        });
        return refused;
    }

    private static bool IsRefusal(System.Text.Json.JsonElement record) => record.GetProperty("action").GetString() == "refuse";

    private static async Task<int> CountedAsync(TestServer server) =>
        (await server.HistoryAsync("action=refuse&limit=1000")).Sum(r => Count(r.GetProperty("reason").GetString()!));

    private static int Count(string reason) => Times().Match(reason) is { Success: true } times
        ? int.Parse(times.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 1;

    [GeneratedRegex(@"(\d+) times")]
    private static partial Regex Times();
}
