using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Tests.Board;
using Dataface.Flags.Server.Tests.Experiments;
using Dataface.Flags.State;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Tests.Mutations;

/// <summary>What anybody may send: every route, body, address, query and header, changed a little.</summary>
[TestFixture]
internal sealed class MutatedRequestTests
{
    private const int Warmup = 4_000;
    private const long Tolerance = 24L << 20;

    private static readonly string[] Unlimited =
        ["--Server:RateLimit:Change=0", "--Server:RateLimit:Read=0", "--Server:RateLimit:Evaluate=0", "--Server:RateLimit:Anonymous=0"];

    private QuietLog _log = null!;

    [SetUp]
    public void Make() => _log = new();

    [Test, Rule("whatever is sent, the server does not fail")]
    public async Task Requests_OfEveryRouteMutated_NeverFailAndLeaveTheServerSound()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await StartAsync(folder["data"]))
        {
            await SendAllAsync(server, 20_000, isMeasured: true);
            await IsSoundAsync(server);
        }

        await using var again = await TestServer.StartAsync(folder["data"]);
        Assert.That(again.App.Services.GetRequiredService<ServerStorage>().Description, Does.Contain(folder["data"]),
            "it starts again on what was left");
    }

    [Test, Rule("whatever is sent, the server does not fail")]
    public async Task Requests_OfEveryRouteMutatedOnPostgres_NeverFailAndLeaveTheServerSound()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await StartAsync(null, "--postgres", database.ConnectionString, "--Server:RefreshSeconds=0.1");
        await SendAllAsync(server, 8_000, isMeasured: false);
        await IsSoundAsync(server);
    }

    [Test]
    public async Task Seeds_OfTheBodies_AreThereForEveryRouteOfTheServerAndAreSound()
    {
        await using var server = await StartAsync(null);
        var routes = RoutesOf(server);
        Assert.That(routes.Where(r => r.Method != "GET").Select(r => $"{r.Method} {r.Pattern}").Except(RouteSeeds.All.Keys), Is.Empty,
            "a route has no sound body in RouteSeeds");
        Assert.That(RouteSeeds.All.Keys.Except(routes.Select(r => $"{r.Method} {r.Pattern}")), Is.Empty, "a body is of no route");
        var described = (await server.Admin.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .Count();
        Assert.That(described, Is.GreaterThan(20));
        Assert.That((await QueriesAsync(server)).SelectMany(q => q).Except(RouteSeeds.Values.Keys), Is.Empty,
            "a parameter of a query has no sound value in RouteSeeds");
        (await server.PublishAsync(TestDocument.WithGuard("checkout-v2"))).Dispose();
        foreach (var (route, seeds) in RouteSeeds.All.Where(s =>
            s.Key.StartsWith("POST /api/flags/{key}", StringComparison.Ordinal) || s.Key.Contains("evidence", StringComparison.Ordinal)))
        {
            foreach (var seed in seeds)
            {
                using var answer = await server.Admin.PostAsync(
                    new Uri(route[5..].Replace("{key}", "checkout-v2", StringComparison.Ordinal), UriKind.Relative),
                        new StringContent(seed.Body, Encoding.UTF8, seed.ContentType));
                Assert.That((int)answer.StatusCode, Is.LessThan(300).Or.EqualTo(409),
                    $"{route}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    private static IReadOnlyList<(string Method, string Pattern)> RoutesOf(TestServer server) =>
        MutatedRequests.RoutesOf(server.App.Services.GetServices<EndpointDataSource>());

    private Task<TestServer> StartAsync(string? folder, params string[] args) =>
        TestServer.StartAsync(
        folder,
        services => services.AddSingleton<ILoggerFactory>(
            provider => new LoggerFactory([_log], provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>())),
        [.. Unlimited, .. args]);

    /// <summary>The parameters of queries, as the server describes itself, and those of pages.</summary>
    private static async Task<ILookup<string, string>> QueriesAsync(TestServer server)
    {
        var queries = new List<(string Route, string Name)> { ("GET /login", "return") };
        foreach (var path in (await server.Admin.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(o => o.Value.TryGetProperty("parameters", out _)))
            {
                var names = operation.Value.GetProperty("parameters").EnumerateArray()
                    .Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!);
                queries.AddRange(names.Select(name => ($"{operation.Name.ToUpperInvariant()} {path.Name}", name)));
            }
        }

        return queries.ToLookup(q => q.Route, q => q.Name);
    }

    private async Task SendAllAsync(TestServer server, int count, bool isMeasured)
    {
        await RunningExperiment.AddAsync(server);
        await RunningExperiment.LoadAsync(server);
        await RunningExperiment.AddDraftAsync(server.Admin, "another");
        string?[] secrets = [null, "dff_of_nobody", await server.MakeKeyAsync("reader", "read"),
            await server.MakeKeyAsync(new { name = "stage", scopes = new[] { "operate", "read", "report" }, environment = "staging" })];
        using var client = new HttpClient(
            new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                MaxConnectionsPerServer = 16
            })
        { Timeout = TimeSpan.FromSeconds(100) };
        using var login = await client.GetAsync(new Uri(server.Address, "/login"));
        var token = BoardVisitor.TokenOf(await login.Content.ReadAsStringAsync());
        var cookie = login.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("dataface-flags-form", StringComparison.Ordinal)).Split(
            ';')[0];
        var requests = new MutatedRequests(RoutesOf(server), await QueriesAsync(server), server.Address);
        var (failures, counts) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<int, int>());
        await SendAsync(0, Warmup);
        var before = isMeasured ? Live() : 0;
        await SendAsync(Warmup, count);
        var grown = isMeasured ? Live() - before : 0;
        await TestContext.Out.WriteLineAsync(
            $"{string.Join(", ", counts.OrderBy(c => c.Key).Select(c =>
                $"{c.Key}: {c.Value}"))}; memory grew by {grown / 1024} KiB; {_log.Lines} lines of log");
        foreach (var line in _log.Warnings) await TestContext.Out.WriteLineAsync(line);
        Assert.That(failures.Take(10), Is.Empty, $"{failures.Count} failed");
        Assert.That(_log.Errors, Is.Empty, "nothing was unforeseen");
        Assert.That(_log.Lines, Is.LessThan(count / 100), "whoever asks does not fill a disk with lines of log");
        Assert.That(grown, Is.LessThan(Tolerance), "memory stays flat");

        Task SendAsync(int from, int to) => Parallel.ForEachAsync(
            Enumerable.Range(from, to - from), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, stop) =>
        {
            // A body that is refused before it was read ends its connection, with whatever else was under way on it: that is sent
            // once more.
            for (var attempt = 0; !await IsAnsweredAsync(number, attempt, stop); attempt++)
            {
            }
        });

        async Task<bool> IsAnsweredAsync(int number, int attempt, CancellationToken stop)
        {
            var (request, body) = requests.Of(number, token);
            using (request)
            {
                var secret = number % 10 == 9 ? secrets[number / 10 % secrets.Length] : server.AdminSecret;
                if (secret is not null) request.Headers.Authorization = new("Bearer", secret);
                if (!request.Headers.Contains("Cookie")) request.Headers.TryAddWithoutValidation("Cookie", cookie);
                try
                {
                    using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                    counts.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
                    if ((int)answer.StatusCode < 500) return true;
                    failures.Enqueue($"{number}: {request.Method} {request.RequestUri!.OriginalString} {Shown(body)} -> "
                        + $"{(int)answer.StatusCode} {Shown(await answer.Content.ReadAsByteArrayAsync(stop))}");
                }
                catch (HttpRequestException) when (attempt == 0)
                {
                    return false;
                }
                catch (HttpRequestException error)
                {
                    // A body that is too large ends its connection, perhaps before the answer was read.
                    if (body.Length < 1_000_000)
                    {
                        failures.Enqueue(
                            $"{number}: {request.Method} {request.RequestUri!.OriginalString} {Shown(body)} -> {error.Message} "
                                + $"{error.InnerException?.Message}");
                    }
                }

                return true;
            }
        }
    }

    private static string Shown(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 600)));

    private static long Live()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Changes and pages still do what they should, and the trail is whole.</summary>
    private static async Task IsSoundAsync(TestServer server)
    {
        using (var kill = await server.KillAsync("last-of-all")) Assert.That(
            (await TestServer.JsonAsync(kill)).GetProperty("reach").GetString(), Is.EqualTo("fleet"));
        var feed = await server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/production");
        Assert.That(feed.GetProperty("state").GetProperty("kills").TryGetProperty("last-of-all", out _), Is.True);
        var storage = server.App.Services.GetRequiredService<ServerStorage>();
        Assert.That((await AuditVerifier.VerifyAsync(storage.State.ReadAuditAsync(CancellationToken.None))).Fault,
            Is.EqualTo(AuditFault.None));
        foreach (var page in new[] { "/healthz/ready", "/flags/production", "/flags/production/checkout-v2", "/flags/staging",
            "/experiments", "/experiments/one-page", "/api/experiments", "/api/refreshes", "/api/keys", "/api/flags/history",
            "/api/experiments/service-levels" })
        {
            using var answer = await server.Admin.GetAsync(new Uri(page, UriKind.Relative));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{page}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
