using System.Text.Json;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Http;

/// <summary>What a client tells its server of itself, and that nothing depends on it.</summary>
[TestFixture]
internal sealed class InstanceReporterTests
{
    private const string Gone = "9d0e6d6b-5c3c-4a0e-9d0e-2f9c9a512f6c";

    private HttpScenario _given = null!;

    [SetUp]
    public void Make() => _given = new HttpScenario();

    [TearDown]
    public async Task End() => await _given.DisposeAsync();

    [Test]
    public async Task Report_AfterAChangeOfState_SaysWhatIsInForce()
    {
        var client = await _given.StartAsync(more: o => (o.ServiceName, o.ServiceVersion) = ("shop", "1.2.3"));
        await Eventually.HoldsAsync(() => _given.Server.Reports.Count > 0, "it has reported");
        var first = _given.Server.Reports[0];
        Assert.That(first.Path, Is.EqualTo("/api/instances"));
        Assert.That(Text(first.Body, "service"), Is.EqualTo("shop"));
        Assert.That(Text(first.Body, "version"), Is.EqualTo("1.2.3"));
        Assert.That(Text(first.Body, "environment"), Is.EqualTo("production"));
        Assert.That(Text(first.Body, "sdk"), Does.StartWith("Dataface.Flags/"));
        Assert.That(first.Body.TryGetProperty("token", out _), Is.False);

        var killed = await _given.Server.State.ApplyAsync(Kill("f"), default);
        await Eventually.HoldsAsync(() => Applied(_given.Server.Reports[^1].Body) == killed.Sequence, "it says that the kill is in force");
        Assert.That(client.IsEnabled("f"), Is.False);
        var last = _given.Server.Reports[^1];
        Assert.That(last.Path, Is.EqualTo("/api/instances/2f9c9a51-5c3c-4a0e-9d0e-6d6b2f6c4f11"));
        Assert.That(Text(last.Body, "token"), Is.EqualTo("a token"));
        Assert.That(_given.Server.Reports.Select(report => report.Body.GetProperty("sequence").GetInt64()), Is.Ordered.And.Unique);
    }

    [Test]
    public async Task Report_WhileTheClientIsStoppedFromReading_NeverSaysMoreThanIsInForce()
    {
        var client = await _given.StartAsync();
        await Eventually.HoldsAsync(() => _given.Server.Reports.Count > 0, "it has reported");
        _given.Network.Stall();
        await _given.Server.State.ApplyAsync(Kill("f"), default);
        Assert.That(_given.Server.Reports.Select(report => Applied(report.Body)), Is.All.Zero);
        Assert.That(client.IsEnabled("f"), Is.True);
        _given.Network.Heal();
        await Eventually.HoldsAsync(() => Applied(_given.Server.Reports[^1].Body) > 0, "it has come back and says so");
        Assert.That(client.IsEnabled("f"), Is.False);
    }

    [Test]
    public async Task Dispose_SaysGoodbye()
    {
        var client = await _given.StartAsync();
        await Eventually.HoldsAsync(() => _given.Server.Reports.Count > 0, "it has reported");
        await client.DisposeAsync();
        var last = _given.Server.Reports[^1].Body;
        Assert.That(last.GetProperty("leaves").GetBoolean(), Is.True);
        Assert.That(Text(last, "token"), Is.EqualTo("a token"));
    }

    [Test]
    public async Task Dispose_ServerDoesNotAnswer_NextStartSaysGoodbye()
    {
        var cache = _given.Folder["cache"];
        AnswerAs(Gone);
        var client = await _given.StartAsync(more: o => o.CacheFile = cache);
        await Eventually.HoldsAsync(() => IsMarked(cache), "it is known");
        _given.Network.Stall();
        await client.DisposeAsync();
        _given.Network.Heal();
        _given.Server.InsteadOfReports = null;
        await _given.StartAsync(more: o => o.CacheFile = cache);
        await Eventually.HoldsAsync(() => HasLeft(Gone) && Directory.GetFiles(cache + ".instances").Length == 1, "it has said goodbye");
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Start_AfterAProcessThatWasKilledOutright_SaysGoodbyeInItsPlace()
    {
        var cache = _given.Folder["cache"];
        AnswerAs(Gone);
        using (var process = CrashHost.Start("follow", _given.Network.Address.ToString(), cache))
        {
            try
            {
                await Eventually.HoldsAsync(() => IsMarked(cache) && _given.Server.Reports.Count == 2, "it is known");
                _given.Server.InsteadOfReports = null;
                await _given.StartAsync(more: o => o.CacheFile = cache);
                await Eventually.HoldsAsync(() => Directory.GetFiles(cache + ".instances").Length == 2, "both are known");
                Assert.That(HasLeft(Gone), Is.False, "it lives");
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }

        await _given.StartAsync(more: o => o.CacheFile = cache);
        await Eventually.HoldsAsync(() => HasLeft(Gone), "whoever is started next says goodbye for it");
        var last = _given.Server.Reports.Last(report => report.Path.EndsWith(Gone, StringComparison.Ordinal)).Body;
        Assert.That(Text(last, "token"), Is.EqualTo("its own"));
    }

    [Test]
    public async Task Report_OriginIsAskedFor_SaysMachineAndProcessSoon()
    {
        AnswerAs(Gone);
        await _given.StartAsync();
        await Eventually.HoldsAsync(() => _given.Server.Reports.Count == 2, "it has reported again");
        Assert.That(_given.Server.Reports[0].Body.TryGetProperty("from", out _), Is.False, "nobody has asked for it");
        Assert.That(Text(_given.Server.Reports[1].Body, "from"), Is.EqualTo($"{Environment.MachineName}/{Environment.ProcessId}"));
    }

    [TestCase(404)]
    [TestCase(409)]
    [TestCase(429)]
    [TestCase(500)]
    public async Task Report_ThatFails_DisturbsNothing(int status)
    {
        _given.Server.InsteadOfReports = context =>
        {
            HttpFault.Problem(status, "no reports here")(context);
            return true;
        };
        var client = await _given.StartAsync();
        await Eventually.HoldsAsync(() => _given.Log.Count(2019) > 0, "a report has failed");
        var killed = await client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(killed.Reach, Is.EqualTo(StateReach.Fleet));
        Assert.That(client.IsEnabled("f"), Is.False);
        Assert.That(HttpScenario.IsFresh(client), Is.True);
        Assert.That(_given.Log.Count(8001), Is.Zero);
    }

    [Test]
    public async Task Report_ForgottenId_StartsAgain()
    {
        await _given.StartAsync();
        await Eventually.HoldsAsync(() => _given.Server.Reports.Count > 0, "it has reported");
        _given.Server.InsteadOfReports = context =>
        {
            if (context.Request.Url!.AbsolutePath == "/api/instances") return false;
            HttpFault.Problem(404, "no such instance")(context);
            return true;
        };
        await _given.Server.State.ApplyAsync(Kill("f"), default);
        await Eventually.HoldsAsync(
            () => _given.Server.Reports.Count(report => report.Path == "/api/instances") == 2, "it has asked for another id");
    }

    [Test]
    public async Task Reports_SwitchedOff_AreNotMade()
    {
        var client = await _given.StartAsync(more: o => o.InstanceReportsEnabled = false);
        await _given.Server.State.ApplyAsync(Kill("f"), default);
        await Eventually.HoldsAsync(() => !client.IsEnabled("f"), "the kill has come");
        await client.DisposeAsync();
        Assert.That(_given.Server.Reports, Is.Empty);
    }

    [TestCase("")]
    [TestCase(" shop")]
    [TestCase("sh\nop")]
    public void ServiceName_ThatNoServerTakes_IsRefusedAtTheStart(string name) => Assert.That(
        async () => await _given.StartAsync(more: o => o.ServiceName = name),
        Throws.InstanceOf<Microsoft.Extensions.Options.OptionsValidationException>().With.Message.Contains("ServiceName"));

    [Test]
    public void Clip_LongTexts_AreCutBetweenCharacters()
    {
        Assert.That(InstanceText.Clip("as it is"), Is.EqualTo("as it is"));
        Assert.That(InstanceText.Clip("two\nlines"), Is.EqualTo("two lines"));
        Assert.That(InstanceText.Clip(new string('x', 500)), Has.Length.EqualTo(InstanceText.MaxLength).And.EndsWith("…"));
        var pairs = string.Concat(Enumerable.Repeat("😀", 150));
        foreach (var text in new[] { pairs, "x" + pairs })
        {
            var clipped = InstanceText.Clip(text);
            Assert.That(clipped, Has.Length.LessThanOrEqualTo(InstanceText.MaxLength));
            Assert.That(char.IsHighSurrogate(clipped[^2]), Is.False);
        }
    }

    private static bool IsMarked(string cache) => Directory.Exists(cache + ".instances")
        && Directory.GetFiles(cache + ".instances").Any(file => new FileInfo(file).Length > 0);

    private bool HasLeft(string id) => _given.Server.Reports.Any(
        report => report.Path == $"/api/instances/{id}" && report.Body.TryGetProperty("leaves", out var leaves) && leaves.GetBoolean());

    /// <summary>The server gives this id, and asks where reports come from.</summary>
    private void AnswerAs(string id) => _given.Server.InsteadOfReports = context =>
    {
        ContractJson.AnswerAsync(context, $$"""{"id":"{{id}}","token":"its own","intervalSeconds":30,"instances":1,"from":true}""").Wait();
        return true;
    };

    private static StateChange Kill(string flag) => new()
    {
        Environment = "production",
        Action = StateAction.Kill,
        Flag = flag,
        By = "ops",
        From = "a test",
        Reason = "errors",
        At = DateTimeOffset.UtcNow,
    };

    private static long Applied(JsonElement report) => report.GetProperty("applied").GetInt64();

    private static string? Text(JsonElement report, string name) => report.GetProperty(name).GetString();
}
