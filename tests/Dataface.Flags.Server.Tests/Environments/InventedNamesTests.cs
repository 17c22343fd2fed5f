using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Feed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Server.Tests.Environments;

/// <summary>Nothing is kept per name that somebody makes up, whatever route he makes it up on.</summary>
[TestFixture]
internal sealed partial class InventedNamesTests
{
    private const int NamesOfARoute = 1_000;

    /// <summary>Less than the shortest note of a name takes, over all of them.</summary>
    private const long MostGrowth = 4_000_000;

    private int _names;

    [Test]
    [Rule("reads create, delete and allocate nothing")]
    public async Task Routes_UnknownNames_AreNotKept()
    {
        // The tests' own log would keep a line for each request.
        await using var server = await TestServer.StartAsync(
            null, services => services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance), "--Server:RateLimit:Read=0",
                "--Server:RateLimit:Change=0", "--Server:RateLimit:Evaluate=0");
        (await server.PublishAsync(TestDocument.WithGuard("checkout"))).Dispose();
        var routes = Routes();
        var (hub, clients) =
            (server.App.Services.GetRequiredService<FeedHub>(), server.App.Services.GetRequiredService<EnvironmentClients>());
        foreach (var (method, path) in routes) await AskAsync(server, method, path, 20);
        var (before, feeds, started) = (Memory(), hub.Count, clients.Count);
        foreach (var (method, path) in routes) await AskAsync(server, method, path, NamesOfARoute);

        // Streams that were left end a little later.
        var growth = 0L;
        await Eventually.HoldsAsync(
            () => (growth = Memory() - before) < MostGrowth, $"{routes.Count * NamesOfARoute} names leave nothing behind");
        TestContext.Out.WriteLine($"{routes.Count} routes, {routes.Count * NamesOfARoute} names: {growth / 1000} kB more");
        Assert.That(hub.Count, Is.EqualTo(feeds));
        Assert.That(clients.Count, Is.EqualTo(started));
        Assert.That((await server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/history")).GetProperty("records").EnumerateArray()
            .Select(record => record.GetProperty("action").GetString()).Distinct(), Is.SubsetOf(new[] { "publish", "refuse" }));
    }

    private static long Memory()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>All that read, and the changes of state: what an administrator makes, such as keys, is there because he made it.</summary>
    private static IReadOnlyList<(string Method, string Path)> Routes()
    {
        string[] changes = ["/ofrep/", "/api/flags/{key}/", "/api/guard/", "/login", "/flags/"];
        return
        [
            .. from line in AccessTable.All.Keys
               let parts = line.Split(' ')
               where parts[0] == "GET" || changes.Any(change => parts[1].StartsWith(change, StringComparison.Ordinal))
               select (parts[0], parts[1]),
        ];
    }

    private Task AskAsync(TestServer server, string method, string path, int count) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, cancellationToken) =>
    {
        var name = $"invented-{Interlocked.Increment(ref _names)}";

        // What is refused is noted by flag, in the audit trail; the flag is the same, and the environment made up.
        var address = Parameter().Replace(path, parameter => path.StartsWith("/api/flags/{key}/", StringComparison.Ordinal)
            ? "checkout" : parameter.Value == "{number}" ? $"{_names}" : name);
        address += path == "/api/guard/evidence"
            && method == "GET"
            ? $"?rollout=checkout/{name}/*/1&number={_names}&start=2026-01-01T00:00:00Z" : $"?flag={name}&status={name}&environment={name}";
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        var isForm = !path.StartsWith("/api/", StringComparison.Ordinal) && !path.StartsWith("/ofrep/", StringComparison.Ordinal);
        if (method != "GET")
        {
            request.Content = new StringContent(isForm ? $"key={name}" : Body(path, name), Encoding.UTF8, isForm
                ? "application/x-www-form-urlencoded" : "application/json");
        }

        using var answer = await server.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.That((int)answer.StatusCode, Is.LessThan(500), $"{method} {address}");
    });

    private static string Body(string path, string name) => path switch
    {
        "/api/guard/evidence" => $$"""{"epoch":{"rollout":"checkout/production/*/{{name}}","number":1,"start":"2026-01-01T00:00:"""
            + $$"""00Z"},"instance":"{{Guid.NewGuid()}}","sequence":1,"observations":[["{{name}}",0,"ff",0]]}""",
        _ when path.StartsWith(
            "/ofrep/", StringComparison.Ordinal) => $$$"""{"context":{"targetingKey":"{{{name}}}","{{{name}}}":"{{{name}}}"}}""",
        _ => $$"""{"environment":"{{name}}","reason":"x","action":"pause"}""",
    };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
