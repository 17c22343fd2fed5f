using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Server.Tests.Guarding;

/// <summary>Evidence is taken, and answered, for what the state knows: whoever makes up names, numbers or times blinds no guard.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class EvidenceTests(bool isPostgres)
{
    private const string Rollout = "checkout/production/*/0123456789abcdef";

    private TestDatabase? _database;
    private TestServer _server = null!;
    private int _unit;

    private static string Now => DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture);

    [SetUp]
    public async Task StartAsync()
    {
        _database = isPostgres ? await TestDatabase.CreateAsync() : null;
        _server = await TestServer.StartAsync(null, _database is null ? [] : ["--postgres", _database.ConnectionString]);
        (await _server.PublishAsync(TestDocument.WithGuard("checkout"))).Dispose();
        Assert.That(await BeginAsync(Rollout, 1), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await AddAsync(_server.Admin, Rollout, 1, Now), Is.EqualTo(HttpStatusCode.NoContent));
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    [Test]
    [Rule("reads create, delete and allocate nothing")]
    public async Task Read_OfInventedNumbersByAKeyOfAnotherEnvironment_LeavesTheGuardItsSight()
    {
        using var stranger =
            _server.Client(await _server.MakeKeyAsync(new { name = "staging", scopes = new[] { "read" }, environment = "staging" }));
        foreach (var client in new[] { stranger, _server.Admin })
        {
            foreach (var number in new[] { int.MaxValue - 1, int.MaxValue }) Assert.That(
                (int)(await ReadAsync(client, Rollout, number, Now)).Status, Is.InRange(400, 499));
        }

        await StillCountsAsync();
    }

    [TestCase(Rollout, int.MaxValue)]
    [TestCase(Rollout, 2)]
    [TestCase(Rollout, 0)]
    [TestCase(Rollout, -1)]
    [TestCase("checkout/production/*/ffffffffffffffff", 1)]
    [TestCase("checkout/staging/*/0123456789abcdef", 1)]
    [TestCase("checkout/nowhere/*/0123456789abcdef", 1)]
    [TestCase("other/production/*/0123456789abcdef", 1)]
    [TestCase("nonsense", 1)]
    [TestCase("/////", 1)]
    public async Task AddAndRead_UnknownToTheState_AreRefusedWithTheReason(string rollout, int number)
    {
        // What can be no epoch's number is refused by the body's own rules.
        HttpStatusCode[] refused = number < 1 ? [HttpStatusCode.BadRequest] : [HttpStatusCode.NotFound, HttpStatusCode.Conflict];
        Assert.That(refused, Does.Contain(await AddAsync(_server.Admin, rollout, number, Now)));
        var (status, answer) = await ReadAsync(_server.Admin, rollout, number, Now);
        Assert.That(refused, Does.Contain(status));
        Assert.That(answer.GetProperty("detail").GetString(), Does.Contain(rollout is "nonsense" or "/////" || number > 1 ? rollout : "'"));
        await StillCountsAsync();
    }

    [TestCase(-9_000)]
    [TestCase(-1)]
    [TestCase(0.9)]
    public async Task AddAndRead_WithAnInventedStart_CountInTheBucketOfTheTrueOne(double days)
    {
        var start = DateTimeOffset.UtcNow.AddDays(days).ToString("O", CultureInfo.InvariantCulture);
        Assert.That(await AddAsync(_server.Admin, Rollout, 1, start), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await ReadAsync(_server.Admin, Rollout, 1, start)).Answer.GetProperty("bucket").GetInt32(), Is.LessThan(60));
        var (_, evidence) = await ReadAsync(_server.Admin, Rollout, 1, Now);
        Assert.That(evidence.GetProperty("bucket").GetInt32(), Is.LessThan(60));
        Assert.That(evidence.GetProperty("units").GetInt64(), Is.EqualTo(2));
        await StillCountsAsync();
    }

    [Test, Rule("state belongs to one environment")]
    public async Task AddAndRead_ByAKeyOfAnotherEnvironment_AreForbidden()
    {
        using var stranger = _server.Client(
            await _server.MakeKeyAsync(new { name = "staging", scopes = new[] { "read", "operate" }, environment = "staging" }));
        Assert.That(await AddAsync(stranger, Rollout, 1, Now), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await ReadAsync(stranger, Rollout, 1, Now)).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        await StillCountsAsync();
    }

    /// <summary>An epoch of production recorded among staging's state would be looked up there.</summary>
    [Test, Rule("state belongs to one environment")]
    public async Task Ramp_OfARolloutOfAnotherEnvironment_IsRefused()
    {
        using var stranger = _server.Client(
            await _server.MakeKeyAsync(new { name = "staging", scopes = new[] { "read", "operate" }, environment = "staging" }));
        Assert.That(await BeginAsync(Rollout, 7, "staging", stranger), Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await BeginAsync(Rollout, int.MaxValue), Is.EqualTo(HttpStatusCode.BadRequest), "no epoch could come after it");
        Assert.That(await BeginAsync(Rollout, 1_000_000), Is.EqualTo(HttpStatusCode.Conflict), "few could");
        await StillCountsAsync();
    }

    [Test]
    public async Task Add_AfterTheNextEpochHasBegun_TakesThatAndTheOneBefore()
    {
        Assert.That(await BeginAsync(Rollout, 2), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await AddAsync(_server.Admin, Rollout, 2, Now), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await AddAsync(_server.Admin, Rollout, 1, Now), Is.EqualTo(HttpStatusCode.NoContent),
            "an instance that has not heard of it yet");
        Assert.That(await AddAsync(_server.Admin, Rollout, 3, Now), Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((await ReadAsync(_server.Admin, Rollout, 2, Now)).Answer.GetProperty("units").GetInt64(), Is.EqualTo(1));
    }

    private async Task StillCountsAsync()
    {
        var before = (await ReadAsync(_server.Admin, Rollout, 1, Now)).Answer.GetProperty("units").GetInt64();
        Assert.That(await AddAsync(_server.Admin, Rollout, 1, Now), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await ReadAsync(_server.Admin, Rollout, 1, Now)).Answer.GetProperty("units").GetInt64(), Is.EqualTo(before + 1));
        Assert.That(before, Is.Positive);
    }

    private async Task<HttpStatusCode> BeginAsync(string rollout, int epoch, string environment = "production", HttpClient? by = null)
    {
        var advance = new { environment, action = "advance", reason = "It begins.", rollout, stage = 0, epoch, share = 5000 };
        using var answer = await (by ?? _server.Admin).PostAsJsonAsync("/api/flags/checkout/ramp", advance);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> AddAsync(HttpClient client, string rollout, int number, string start)
    {
        var unit = (++_unit).ToString("x16", CultureInfo.InvariantCulture);
        var report = new
        {
            epoch = new { rollout, number, start },
            instance = Guid.NewGuid(),
            sequence = 1,
            observations = new object[][] { ["errors", 0, unit, 0] }
        };
        using var answer = await client.PostAsJsonAsync("/api/guard/evidence", report);
        return answer.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> ReadAsync(
        HttpClient client, string rollout, int number, string start)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture, $"?rollout={Uri.EscapeDataString(rollout)}&number={number}&start={Uri.EscapeDataString(start)}");
        using var answer = await client.GetAsync(new Uri("/api/guard/evidence" + query, UriKind.Relative));
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }
}
