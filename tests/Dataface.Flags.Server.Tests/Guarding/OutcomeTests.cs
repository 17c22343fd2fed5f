using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Environments;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Guarding;

/// <summary>What services without a guard report counts as what others do; the server computes the side, and decides.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class OutcomeTests(bool isPostgres)
{
    private static readonly string[] Secret = ["--Server:UnitSecret", "of-a-test-and-long-enough"];

    private TestDatabase? _database;
    private TestServer _server = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _database = isPostgres ? await TestDatabase.CreateAsync() : null;
        _server = await TestServer.StartAsync(null, _database is null ? [] : ["--postgres", _database.ConnectionString]);
        var document = TestDocument.WithGuard("checkout")
            .Replace("\"guard\": {}", """ "guard": { "abortOn": ["fraud"] } """, StringComparison.Ordinal);
        (await _server.PublishAsync(document)).Dispose();
        _client = _server.Client(await _server.MakeKeyAsync(new { name = "shop", scopes = new[] { "guard" }, environment = "production" }));
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    [Test]
    [Rule("the server computes the side itself")]
    public async Task Add_TreatmentErrs_AbortsOnTheSidesThatTheServerComputes()
    {
        var on = Enumerable.Range(0, 1_000).Select(i => Outcome($"on-{i}", $"user-{i}", "error", "on")).ToList();
        var off = Enumerable.Range(0, 1_000).Select(i => Outcome($"off-{i}", $"user-{i}", "success", "off")).ToList();
        var treated = await AddAsync(on);
        var control = await AddAsync(off);
        var recorded = treated.GetProperty("recorded").GetInt32();
        Assert.That(recorded, Is.InRange(20, 90), "five in a hundred get it, whatever the client says");
        Assert.That(recorded + control.GetProperty("recorded").GetInt32(), Is.EqualTo(1_000));
        Assert.That(treated.GetProperty("passedOver")[0].GetProperty("why").GetString(),
            Is.EqualTo("The unit gets 'off' now: it was evaluated at an earlier step."));
        Assert.That((await _server.HistoryAsync("action=kill")).Single().ToString(), Does.Contain("errors: "));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Add_AllErrorsComeFromOneSource_AbortUnlessTheSourceIsKnown(bool isKnown)
    {
        await using var database = isPostgres ? await TestDatabase.CreateAsync() : null;
        await using var server = await TestServer.StartAsync(
            null, [.. database is null ? [] : new[] { "--postgres", database.ConnectionString }, .. isKnown ? Secret : []]);
        var document = TestDocument.WithGuard("checkout")
            .Replace("\"guard\": {}", """ "guard": { "source": "tenant" } """, StringComparison.Ordinal);
        (await server.PublishAsync(document)).Dispose();
        using var client = server.Client(await server.MakeKeyAsync(new { name = "shop", scopes = new[] { "guard" } }));
        foreach (var (variant, outcome) in new[] { ("on", "error"), ("off", "success") })
        {
            var outcomes = Enumerable.Range(0, 1_000).Select(i => new
            {
                id = $"{variant}-{i}",
                flag = "checkout",
                context = new { targetingKey = $"user-{i}", tenant = variant == "on" ? "one" : $"tenant-{i}" },
                outcome,
                variant,
            });
            (await client.PostAsJsonAsync("/api/guard/outcomes", new { outcomes })).EnsureSuccessStatusCode().Dispose();
        }

        Assert.That(await server.HistoryAsync("action=kill"), Has.Count.EqualTo(isKnown ? 0 : 1));
    }

    [Test]
    public async Task Add_SameBatchAgain_CountsOnce()
    {
        var batch = Enumerable.Range(0, 100).Select(i => Outcome($"o-{i}", $"user-{i}", "success")).ToList();
        Assert.That((await AddAsync(batch)).GetProperty("recorded").GetInt32(), Is.EqualTo(100));
        var units = await UnitsAsync();
        var again = await AddAsync(batch);
        Assert.That((again.GetProperty("recorded").GetInt32(), again.GetProperty("repeated").GetInt32()), Is.EqualTo((0, 100)));
        Assert.That((units, await UnitsAsync()), Is.EqualTo((100, 100)), "it is with the evidence when it is answered");
    }

    [Test]
    public async Task Add_WithContext_CountsAsTheUnitDoes()
    {
        await AddAsync([Outcome("a", "user-1", "success")]);
        var context = new { targetingKey = "user-1" };
        var answer = await AddAsync([new { id = "b", flag = "checkout", context, outcome = "success", durationMs = 12.5 }]);
        Assert.That(answer.GetProperty("recorded").GetInt32(), Is.EqualTo(1), answer.ToString());
        Assert.That(await UnitsAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Add_ImpossibleCounts_AreIgnoredAndTheRestCounts()
    {
        var answer = await AddAsync(
        [
            new { id = "a", flag = "unknown", unit = "u", outcome = "success" },
            new { id = "b", flag = "checkout", context = new { plan = "pro" }, outcome = "success" },
            Outcome("c", "user-1", "cancelled"),
            new { id = "d", flag = "checkout", unit = "u", outcome = "success", signal = "frade" },
            new { id = "e", objective = "checkout-api", outcome = "error" },
        ]);
        Assert.That(answer.GetProperty("recorded").GetInt32(), Is.EqualTo(1));
        Assert.That(answer.GetProperty("passedOver").EnumerateArray().Select(p => p.GetProperty("id").GetString()),
            Is.EqualTo(new[] { "a", "b", "d", "e" }));
        Assert.That(answer.GetProperty("passedOver")[3].GetProperty("why").GetString(), Does.Contain("names the objective"));
    }

    [Test]
    public async Task Add_WhatWasPassedOver_CountsWhenItIsSentAgain()
    {
        object[] outcomes =
        [
            new { id = "a", flag = "later", unit = "user-1", outcome = "success" },
            new { id = "b", objective = "checkout-api", outcome = "error" },
        ];
        Assert.That((await AddAsync(outcomes)).GetProperty("recorded").GetInt32(), Is.Zero);
        var document = TestDocument.WithGuard("later")
            .Replace("\"guard\": {}", """ "guard": { "slo": { "objective": "checkout-api" } } """, StringComparison.Ordinal)
            .Replace("\"flags\":", """ "objectives": { "checkout-api": { "objective": 99.9 } }, "flags":""", StringComparison.Ordinal);
        (await _server.PublishAsync(document)).Dispose();
        var answer = await AddAsync(outcomes);
        Assert.That(answer.GetProperty("recorded").GetInt32(), Is.EqualTo(2), answer.ToString());
        Assert.That((await AddAsync(outcomes)).GetProperty("repeated").GetInt32(), Is.EqualTo(2));
    }

    /// <summary>What was answered to a publication holds for the next outcome, however busy the server is.</summary>
    [Test]
    public async Task Add_JustAfterAPublication_GoesByIt()
    {
        await AddAsync([new { id = "first", flag = "later", unit = "user-1", outcome = "success" }]);
        for (var round = 0; round < 100; round++)
        {
            (await _server.PublishAsync(TestDocument.WithGuard($"later-{round}"))).Dispose();
            var answer = await AddAsync([new { id = $"a{round}", flag = $"later-{round}", unit = "user-1", outcome = "success" }]);
            Assert.That(answer.GetProperty("recorded").GetInt32(), Is.EqualTo(1), $"round {round}: {answer}");
        }
    }

    [Test]
    public async Task Add_SignalOfATreatedUnit_KillsAtOnceAndOneOfControlDoesNot()
    {
        var units = Enumerable.Range(0, 200).Select(i => $"user-{i}").ToList();
        await AddAsync([.. units.Select(unit => new { id = "c" + unit, flag = "checkout", unit, variant = "off", signal = "fraud" })]);
        Assert.That(await _server.HistoryAsync("action=kill"), Is.Empty);
        await AddAsync([.. units.Select(unit => new { id = "t" + unit, flag = "checkout", unit, variant = "on", signal = "fraud" })]);
        await Eventually.HoldsAsync(() => _server.HistoryAsync("action=kill").GetAwaiter().GetResult().Count == 1, "the kill is recorded");
    }

    private static object Outcome(string id, string unit, string outcome, string? variant = null) =>
        variant is null
            ? new { id, flag = "checkout", unit, outcome, durationMs = 20 }
            : new { id, flag = "checkout", unit, outcome, variant, durationMs = 20 };

    private async Task<JsonElement> AddAsync(IReadOnlyList<object> outcomes) =>
        await TestServer.JsonAsync(await _client.PostAsJsonAsync("/api/guard/outcomes", new { outcomes }));

    /// <summary>The units that the evidence has the latency of.</summary>
    private async Task<long> UnitsAsync()
    {
        var client = await _server.App.Services.GetRequiredService<EnvironmentClients>().GetAsync("production", default);
        var rollout = client.Evaluate("checkout", EvaluationContext.ForUser("user-1")).RolloutId!;
        var start = Uri.EscapeDataString(DateTimeOffset.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var evidence = await _server.Admin.GetFromJsonAsync<JsonElement>(
            $"/api/guard/evidence?rollout={Uri.EscapeDataString(rollout)}&number=1&start={start}");
        return evidence.GetProperty("counts").EnumerateArray().Where(c => c[1].GetString() is "latency").Sum(c => c[4].GetInt64());
    }
}
