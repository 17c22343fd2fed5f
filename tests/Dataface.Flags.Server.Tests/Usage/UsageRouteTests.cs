using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Tests.Board;
using Dataface.Flags.Server.Tests.Fleet;
using Dataface.Flags.Server.Tests.Instances;
using Dataface.Flags.Server.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Usage;

/// <summary>What anybody may report of evaluations, and what people are told of it.</summary>
[TestFixture]
internal sealed class UsageRouteTests
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync(null, services => services.AddSingleton<TimeProvider>(_clock));
        (await _server.PublishAsync(TestDocument.Of("checkout", "quiet", "public"))).Dispose();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test, Rule("usage counts once")]
    public async Task Usage_ReportSentTwiceAndServerRestarted_CountsOnce()
    {
        using var folder = new TemporaryFolder();
        var first = await TestServer.StartAsync(folder["data"]);
        (await first.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var (id, token) = await Reports.BeginAsync(first.Admin);
        Assert.That(await ReportAsync(first.Admin, id, token, 2, 1, ("checkout", 5)), Is.EqualTo(1));
        Assert.That(await ReportAsync(first.Admin, id, token, 3, 1, ("checkout", 5)), Is.EqualTo(1), "it is taken, and counts once");
        await first.DisposeAsync();

        await using var second = await TestServer.StartAsync(folder["data"]);
        using var admin = second.Client(first.AdminSecret);
        Assert.That((await UsageAsync(second, "checkout", admin)).GetProperty("count").GetInt64(), Is.EqualTo(5), "it was kept");
        Assert.That(await ReportAsync(admin, id, token, 4, 1, ("checkout", 5)), Is.EqualTo(1));
        Assert.That(await ReportAsync(admin, id, token, 5, 2, ("checkout", 3)), Is.EqualTo(2));
        Assert.That((await UsageAsync(second, "checkout", admin)).GetProperty("count").GetInt64(), Is.EqualTo(8));
    }

    [Test]
    public async Task Usage_OfTwoServicesAndThreeInstances_IsByServiceVariantAndServerMinute()
    {
        _clock.Advance(TimeSpan.FromSeconds(90));
        var minute = _clock.GetUtcNow().UtcDateTime;
        foreach (var service in new[] { "shop", "shop", "desk" })
        {
            var begin = Reports.Body(service: service).With("started", DateTimeOffset.UtcNow.AddYears(service == "shop" ? 30 : -30));
            var (id, token) = await Reports.BeginAsync(_server.Admin, begin);
            await ReportAsync(_server.Admin, id, token, 2, 1, service, Line("checkout", 10), Line("checkout", 2, "off", "outside_rollout"));
        }

        var usage = await UsageAsync(_server, "checkout");
        Assert.That(Pairs(usage, "services", "service"), Is.EqualTo(new[] { ("desk", 12L), ("shop", 24L) }));
        Assert.That(Pairs(usage, "variants", "variant"), Is.EqualTo(new[] { ("off", 6L), ("on", 30L) }));
        Assert.That(Pairs(usage, "reasons", "reason"), Is.EqualTo(new[] { ("rollout", 30L), ("outside_rollout", 6L) }));
        Assert.That(usage.GetProperty("isDefined").GetBoolean(), Is.True);
        var points = (await UsageAsync(_server, "checkout", query: "&by=minute&service=shop")).GetProperty("points").EnumerateArray();
        Assert.That(points.Select(point => (point.GetProperty("variant").GetString(), point.GetProperty("count").GetInt64())),
            Is.EquivalentTo(new[] { ("on", 20L), ("off", 4L) }));
        Assert.That(points.Select(point => point.GetProperty("at").GetDateTime()), Is.All.EqualTo(
            minute.AddTicks(-(minute.Ticks % TimeSpan.TicksPerMinute))), "whatever clocks of instances say");
        Assert.That(usage.GetProperty("lastEvaluated").GetDateTime(), Is.EqualTo(points.First().GetProperty("at").GetDateTime()));

        using var visitor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        var page = await visitor.ReadAsync("/flags/production/checkout");
        Assert.That(page, Does.Contain("Usage").And.Contain("desk").And.Contain("Last evaluated").And.Contain("30"));
    }

    [Test]
    public async Task Usage_OfAllFlags_NamesUnevaluatedFlagsAndUndefinedKeys()
    {
        var (id, token) = await Reports.BeginAsync(_server.Admin);
        await ReportAsync(_server.Admin, id, token, 2, 1, "shop", Line("checkuot", 7, "", "flag_not_found"), Line("public", 1));
        var usage = await AllAsync();
        var flags = usage.GetProperty("flags").EnumerateArray().ToDictionary(flag => flag.GetProperty("flag").GetString()!);
        Assert.That(flags["quiet"].TryGetProperty("lastEvaluated", out _), Is.False);
        Assert.That(flags["quiet"].GetProperty("count").GetInt64(), Is.Zero);
        Assert.That(flags["checkuot"].GetProperty("isDefined").GetBoolean(), Is.False);
        Assert.That(flags["checkuot"].GetProperty("notFound").GetInt64(), Is.EqualTo(7));
        Assert.That(flags["public"].GetProperty("services")[0].GetString(), Is.EqualTo("shop"));
        Assert.That(usage.GetProperty("countedSince").GetDateTime(), Is.LessThanOrEqualTo(_clock.GetUtcNow().UtcDateTime));
        Assert.That(usage.GetProperty("heardHours").GetInt32(), Is.AtLeast(1));
        using var visitor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        Assert.That(await visitor.ReadAsync("/flags/production"), Does.Contain("checkuot"), "people see what is misspelt");
    }

    [Test]
    public async Task Usage_Forged_IsRefusedOrBounded()
    {
        var (id, token) = await Reports.BeginAsync(_server.Admin);
        foreach (var (usage, what) in new (object, string)[]
        {
            (new { number = 0, lines = Array.Empty<object>() }, "number"),
            (new { number = 1, lines = Enumerable.Range(0, 501).Select(i => Line($"f{i}", 1)) }, "too many"),
            (new { number = 1, lines = new[] { Line("", 1) } }, "no flag"),
            (new { number = 1, lines = new[] { Line(new string('x', 129), 1) } }, "a long key"),
            (new { number = 1, lines = new[] { Line("a\nb", 1) } }, "control characters"),
            (new { number = 1, lines = new[] { Line("f", 1, "on", "") } }, "no reason"),
            (new { number = 1, lines = new[] { new { flag = "f", variant = "on", reason = "x", count = 1e30 } } }, "not a whole number"),
        })
        {
            using var answer = await Reports.SendAsync(_server.Admin, Reports.Body(2, 0, token).With("usage", usage), id);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), what);
        }

        await ReportAsync(_server.Admin, id, token, 9, 1, "shop", Line("forged", -5), Line("forged-high", long.MaxValue));
        using var nothing = await _server.Admin.GetAsync(new Uri("/api/flags/forged/usage", UriKind.Relative));
        Assert.That(nothing.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "nobody has evaluated it");
        Assert.That((await UsageAsync(_server, "forged-high")).GetProperty("count").GetInt64(), Is.EqualTo(100_000_000_000));
    }

    [Test, Rule("usage counts once")]
    public async Task Usage_InAReportThatAsksForAnId_IsIgnoredAsItCouldBeADuplicate()
    {
        using var answer = await Reports.SendAsync(
            _server.Admin, Reports.Body().With("usage", new { number = 1, lines = new[] { Line("first-report", 1) } }));
        Assert.That((await TestServer.JsonAsync(answer)).GetProperty("usage").GetInt64(), Is.Zero);
    }

    [TestCase("/api/usage?hours=0")]
    [TestCase("/api/usage?hours=2161")]
    [TestCase("/api/flags/checkout/usage?by=day")]
    [TestCase("/api/flags/checkout/usage?by=minute&hours=25")]
    public async Task Usage_OfMoreThanIsKept_IsRefused(string address)
    {
        using var answer = await _server.Admin.GetAsync(new Uri(address, UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Usage_OverOfrep_HasItsOwnServiceAndBulkReadsCountNoFlag()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout", "quiet"))).Dispose();
        using var client = server.Client(await server.MakeKeyAsync("web", "evaluate"));
        var context = new { context = new { targetingKey = "u1" } };
        await Eventually.HoldsAsync(
            () => client.PostAsJsonAsync("/ofrep/v1/evaluate/flags/checkout", context).Result.IsSuccessStatusCode, "it has flags");
        (await client.PostAsJsonAsync("/ofrep/v1/evaluate/flags", context)).Dispose();
        var usage = await AllAsync(server);
        var flags = usage.GetProperty("flags").EnumerateArray().ToDictionary(flag => flag.GetProperty("flag").GetString()!);
        Assert.That(flags["checkout"].GetProperty("services")[0].GetString(), Is.EqualTo("ofrep"));
        Assert.That(flags["checkout"].GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That(flags["quiet"].GetProperty("count").GetInt64(), Is.Zero, "nobody knows who uses it");
        Assert.That(usage.GetProperty("bulkReads").GetInt64(), Is.EqualTo(1));
        Assert.That(flags.Keys, Has.None.EqualTo("*"));
    }

    [Test]
    public async Task Usage_OfServicesThatStop_IsComplete()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var services = await Services.StartAsync(server, 2);
        await Eventually.HoldsAsync(() => Reports.AreCurrent(server, 2), "both have reported");
        foreach (var service in services)
        {
            for (var i = 0; i < 21; i++) service.IsEnabled("checkout", EvaluationContext.ForUser("u"));
        }

        await services.DisposeAsync();
        Assert.That((await UsageAsync(server, "checkout")).GetProperty("count").GetInt64(), Is.EqualTo(42));
    }

    [Test]
    public async Task Kill_WhileALotOfUsageIsWritten_DoesNotWaitForAllOfIt()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var waiting = server.App.Services.GetRequiredService<WaitingUsage>();

        // A kill may also come when all is written; if it had to wait for that, it would come no earlier in any round.
        var (rounds, hasOvertaken) = (0, false);
        for (; rounds < 20 && !hasOvertaken; rounds++)
        {
            for (var report = 0; report < 60; report++)
            {
                var lines = Enumerable.Range(0, 200).Select(i => new UsageLine($"f{i}", $"v{report % 20}", "rollout", 1)).ToList();
                Assert.That(waiting.TryAdd(Guid.NewGuid(), 1, "production", "shop", lines), Is.True);
            }

            var keeping = KeepAsync(server);
            using var kill = await server.KillAsync($"checkout-{rounds}");
            Assert.That(kill.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            hasOvertaken = !keeping.IsCompleted;
            await keeping;
        }

        Assert.That(hasOvertaken, "a kill is answered before all is written");
        Assert.That((await UsageAsync(server, "f1")).GetProperty("count").GetInt64(), Is.EqualTo(60 * rounds));
    }

    private async Task<JsonElement> AllAsync(TestServer? server = null)
    {
        await KeepAsync(server ?? _server);
        return await (server ?? _server).Admin.GetFromJsonAsync<JsonElement>("/api/usage?environment=production");
    }

    private static async Task<JsonElement> UsageAsync(TestServer server, string flag, HttpClient? by = null, string query = "")
    {
        await KeepAsync(server);
        return await (by ?? server.Admin).GetFromJsonAsync<JsonElement>($"/api/flags/{flag}/usage?environment=production{query}");
    }

    /// <summary>Nobody waits for the next beat.</summary>
    private static Task KeepAsync(TestServer server) => server.App.Services.GetRequiredService<UsageKeeping>().FlushAsync(default);

    private static Task<long> ReportAsync(
        HttpClient client, Guid id, string token, long sequence, long number, params (string Flag, long Count)[] lines) =>
        ReportAsync(client, id, token, sequence, number, "shop", [.. lines.Select(line => Line(line.Flag, line.Count))]);

    private static async Task<long> ReportAsync(
        HttpClient client, Guid id, string token, long sequence, long number, string service, params object[] lines)
    {
        var body = Reports.Body(sequence, 0, token, service).With("usage", new { number, lines });
        using var answer = await Reports.SendAsync(client, body, id);
        return (await TestServer.JsonAsync(answer)).GetProperty("usage").GetInt64();
    }

    private static object Line(string flag, long count, string variant = "on", string reason = "rollout") =>
        new { flag, variant, reason, count };

    private static IEnumerable<(string?, long)> Pairs(JsonElement usage, string list, string name) =>
        usage.GetProperty(list).EnumerateArray().Select(one => (one.GetProperty(name).GetString(), one.GetProperty("count").GetInt64()));
}
