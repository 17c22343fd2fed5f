using System.Net;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>What anybody may send as a report, and what comes of it.</summary>
[TestFixture]
internal sealed class ReportTests
{
    private TestServer _server = null!;
    private HttpClient _shops = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync();
        (await _server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [SetUp]
    public async Task MakeKeyAsync() => _shops = _server.Client(await _server.MakeKeyAsync($"shops-{Guid.NewGuid():N}", "read"));

    [TearDown]
    public void Forget() => _shops.Dispose();

    [Test]
    public async Task Report_First_GetsAnIdAndIsListed()
    {
        var (id, token) = await Reports.BeginAsync(_shops);
        Assert.That(token, Has.Length.EqualTo(32));
        var listed = await FindAsync(id);
        Assert.That(listed.GetProperty("name").GetString(), Is.EqualTo($"shop/{id.ToString("N")[..4]}"));
    }

    [Test]
    public async Task Report_OfAnOthersId_IsRefusedAndChangesNothing()
    {
        var (id, token) = await Reports.BeginAsync(_shops);
        using var thief = _server.Client(await _server.MakeKeyAsync($"thief-{Guid.NewGuid():N}", "read"));
        foreach (var (by, forged) in new[] { (thief, token), (_shops, new string('0', 32)), (_shops, null) })
        {
            using var answer = await Reports.SendAsync(by, Reports.Body(2, 99, forged, "stolen"), id);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }

        Assert.That((await FindAsync(id)).GetProperty("service").GetString(), Is.EqualTo("shop"));
    }

    [Test]
    public async Task Report_RepeatedOrOvertaken_ChangesNothing()
    {
        using var killed = await _server.KillAsync("checkout");
        var applied = (await TestServer.JsonAsync(killed)).GetProperty("sequence").GetInt64();
        var (id, token) = await Reports.BeginAsync(_shops);
        (await Reports.SendAsync(_shops, Reports.Body(3, applied, token), id)).Dispose();
        foreach (var sequence in new[] { 3, 2, 1 })
        {
            using var again = await Reports.SendAsync(_shops, Reports.Body(sequence, 0, token), id);
            Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That((await FindAsync(id)).GetProperty("applied").GetInt64(), Is.EqualTo(applied));
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Report_OfAPositionBeyondTheTrail_ConfirmsNothingThatIsToCome()
    {
        var (id, token) = await Reports.BeginAsync(_shops, Reports.Body(applied: 9_000_000_000_000_000_000));
        Assert.That((await FindAsync(id)).GetProperty("applied").GetInt64(), Is.LessThan(1_000));
        (await Reports.SendAsync(_shops, Reports.Body(2, 9_000_000_000_000_000_000, token), id)).Dispose();
        using var killed = await _server.KillAsync("checkout");
        var sequence = (await TestServer.JsonAsync(killed)).GetProperty("sequence").GetInt64();
        Assert.That((await FindAsync(id)).GetProperty("status").GetString(), Is.EqualTo("behind"));
        (await Reports.SendAsync(_shops, Reports.Body(3, sequence, token), id)).Dispose();
        Assert.That((await FindAsync(id)).GetProperty("status").GetString(), Is.EqualTo("current"));
    }

    [TestCase("old", true)]
    [TestCase("", true, Description = "none yet")]
    [TestCase("new", false)]
    [TestCase("0123456789abcdef+new", false, Description = "with a further source")]
    [TestCase("old+0123456789abcdef", true)]
    [TestCase("0123456789abcdef", false, Description = "its flags are from elsewhere")]
    [TestCase(null, false, Description = "says nothing of documents")]
    [Rule("operators can believe the answer")]
    public async Task Report_OfAnotherDocumentThanThePublishedOne_IsBehind(string? definitions, bool isBehind)
    {
        using var answer = await _server.Admin.GetAsync(new Uri("/api/flags", UriKind.Relative));
        var hash = answer.Headers.ETag!.Tag.Trim('"');
        var reported = definitions?.Replace("old", new string('0', 64), StringComparison.Ordinal)
            .Replace("new", hash, StringComparison.Ordinal);
        var (id, token) = await Reports.BeginAsync(_shops, Reports.Body(applied: long.MaxValue).With("definitions", reported));
        var listed = await FindAsync(id);
        Assert.That(listed.GetProperty("status").GetString(), Is.EqualTo(isBehind ? "behind" : "current"));
        if (isBehind) Assert.That(listed.GetProperty("lacks").EnumerateArray().Single().GetString(), Is.EqualTo("definitions"));
        var others = (await Reports.FleetAsync(_server)).GetProperty("otherDefinitions").GetInt32();
        Assert.That(others, isBehind ? Is.Positive : Is.GreaterThanOrEqualTo(0));
        (await Reports.SendAsync(_shops, Reports.Body(2, 0, token).With("leaves", true), id)).Dispose();
    }

    [Test]
    public async Task Report_AfterAGoodbyeThatOvertookIt_IsIgnored()
    {
        var (id, token) = await Reports.BeginAsync(_shops);
        (await Reports.SendAsync(_shops, Reports.Body(5, 0, token).With("leaves", true), id)).Dispose();
        (await Reports.SendAsync(_shops, Reports.Body(4, 0, token), id)).Dispose();
        (await Reports.SendAsync(_shops, Reports.Body(6, 0, token), id)).Dispose();
        Assert.That((await InstancesAsync()).Any(i => i.GetProperty("id").GetGuid() == id), Is.False);
    }

    [Test]
    public async Task Report_OfAClockThatRunsAhead_WasNotStartedTomorrow()
    {
        var (id, _) = await Reports.BeginAsync(_shops, Reports.Body().With("started", DateTimeOffset.UtcNow.AddYears(30)));
        Assert.That((await FindAsync(id)).GetProperty("started").GetDateTimeOffset(), Is.LessThanOrEqualTo(DateTimeOffset.UtcNow));
    }

    [Test]
    public async Task Report_ThatSaysMoreThanItMay_IsRefusedWithWhatToWrite()
    {
        foreach (var (name, value) in new (string, object?)[]
        {
            ("service", ""), ("service", new string('x', 65)), ("service", "a\nb"), ("version", new string('1', 65)),
            ("problem", new string('x', 201)), ("definitions", new string('x', 201)),
            ("lineage", new string('x', 65)), ("sequence", 0), ("applied", -1),
            ("environment", "no name!"),
            ("users", "some"),
        })
        {
            using var answer = await Reports.SendAsync(_shops, Reports.Body().With(name, value));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), $"{name} = {value}");
        }
    }

    [Test, Rule("confinement is complete")]
    public async Task Report_ForAnotherEnvironmentThanTheKeys_IsRefused()
    {
        using var staging = _server.Client(await _server.MakeKeyAsync(
            new { name = $"staging-{Guid.NewGuid():N}", scopes = new[] { "read" }, environment = "staging" }));
        using var answer = await Reports.SendAsync(staging, Reports.Body());
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        using var list = await staging.GetAsync(new Uri("/api/instances?environment=production", UriKind.Relative));
        Assert.That(list.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Report_ForAnInventedEnvironment_KeepsNothing()
    {
        using var answer = await Reports.SendAsync(_shops, Reports.Body().With("environment", "invented"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<IEnumerable<JsonElement>> InstancesAsync() =>
        (await Reports.FleetAsync(_server)).GetProperty("instances").EnumerateArray();

    private async Task<JsonElement> FindAsync(Guid id) => (await InstancesAsync()).Single(i => i.GetProperty("id").GetGuid() == id);
}
