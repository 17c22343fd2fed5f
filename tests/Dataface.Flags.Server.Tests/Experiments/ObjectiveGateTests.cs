using System.Net;
using System.Net.Http.Json;
using System.Text;
using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>Reliability overrides curiosity: no experiment begins while the objective of its service is not met.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class ObjectiveGateTests(bool isPostgres)
{
    private TestDatabase? _database;
    private TestServer _server = null!;
    private int _request;

    [SetUp]
    public async Task StartAsync()
    {
        _database = isPostgres ? await TestDatabase.CreateAsync() : null;
        _server = await TestServer.StartAsync(null, _database is null ? [] : ["--postgres", _database.ConnectionString]);
        var document = TestDocument.Experiment("checkout-v2")
            .Replace("\"schema\": 1,", """ "schema": 1, "objectives": { "api": { "objective": 99.9 } }, """, StringComparison.Ordinal)
            .Replace("\"description\"", """ "guard": { "slo": { "objective": "api" } }, "description" """, StringComparison.Ordinal);
        (await _server.PublishAsync(document)).Dispose();
        using var added = await _server.Admin.PostAsync(
            new Uri("/api/experiments", UriKind.Relative), new StringContent(ExperimentDocument.Yaml(), Encoding.UTF8, "application/yaml"));
        Assert.That(added.StatusCode, Is.EqualTo(HttpStatusCode.Created), await added.Content.ReadAsStringAsync());
        using var approved = await (await _server.ApproverAsync()).PostAsJsonAsync(
            "/api/experiments/one-page/status", new { to = "approved", reason = "agreed" });
        Assert.That(approved.StatusCode, Is.EqualTo(HttpStatusCode.OK), await approved.Content.ReadAsStringAsync());
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    [Test]
    public async Task Running_ObjectiveThatIsMet_Begins()
    {
        await ServeAsync(1_000, failed: 0);
        using var answer = await StepAsync("running");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Running_UnmeasuredObjective_IsRefusedAndSaysWhatToDo()
    {
        using var answer = await StepAsync("running");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("DX0505").And.Contain("/api/guard/outcomes"));
    }

    [Test]
    [Rule("reliability overrides curiosity")]
    public async Task Running_ServiceThatBurns_IsRefusedAndItsFlagIsEnded()
    {
        await ServeAsync(1_000, failed: 100);
        using var answer = await StepAsync("running");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Match("DX0505: The objective .*api.* burns"));
        Assert.That((await _server.HistoryAsync("action=kill")).Single().ToString(), Does.Contain("shared_burn: "));
    }

    private Task<HttpResponseMessage> StepAsync(string to) =>
        _server.Admin.PostAsJsonAsync("/api/experiments/one-page/status", new { to, reason = "on" });

    private async Task ServeAsync(int requests, int failed)
    {
        var outcomes = Enumerable.Range(0, requests)
            .Select(i => new { id = $"r{_request++}", objective = "api", outcome = i < failed ? "error" : "success" });
        using var answer = await _server.Admin.PostAsJsonAsync("/api/guard/outcomes", new { outcomes });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }
}
