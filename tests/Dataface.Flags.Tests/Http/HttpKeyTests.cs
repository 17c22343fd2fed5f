using Dataface.Flags.Http;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Http;

/// <summary>Keys, where they come from, that they may be replaced, and that nobody sees them.</summary>
[TestFixture]
internal sealed class HttpKeyTests
{
    private const string Old = "dff_old_secret";

    private const string New = "dff_new_secret";

    private HttpScenario _given = null!;

    [SetUp]
    public void Make()
    {
        _given = new HttpScenario();
        _given.Server.Keys = ["Bearer " + Old];
    }

    [TearDown]
    public async Task End()
    {
        Assert.That(_given.Log.Events.Where(e => e.Text.Contains("secret", StringComparison.Ordinal)), Is.Empty, "no key in a log");
        await _given.DisposeAsync();
    }

    [Test]
    public async Task Key_FileReplaced_IsReadAgainWithoutFailure()
    {
        File.WriteAllText(_given.Folder["key"], Old + "\n");
        var client = await _given.StartAsync(o => o.ApiKeyFile = _given.Folder["key"]);
        File.WriteAllText(_given.Folder["key"], New + "\n");
        _given.Server.Keys = ["Bearer " + New];
        Assert.That((await client.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(StateReach.Fleet));
        Assert.That(_given.Log.Count(8001), Is.Zero);
    }

    [Test]
    public async Task Key_ReplacedWhileARequestIsUnderWay_IsAskedForOnceMore()
    {
        var key = Old;
        var client = await _given.StartAsync(o =>
        {
            // One request, so that it is known which key it has.
            (o.StreamingEnabled, o.PollInterval) = (false, TimeSpan.FromDays(1));
            o.ApiKeyProvider = _ => new(Interlocked.Exchange(ref key, New));
        });
        key = Old;
        _given.Server.Keys = ["Bearer " + New];
        Assert.That((await client.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(StateReach.Fleet));
        Assert.That(_given.Log.Count(8007), Is.EqualTo(1));
    }

    [Test]
    public async Task Key_Unknown_FailsInTheServersWordsAndNotInASecretOnes()
    {
        var client = await _given.StartAsync(o => o.ApiKey = "dff_wrong_secret");
        Assert.That(client.Status.Providers[0].Problem, Does.Contain("401: There is no such key.").And.Not.Contain("secret"));
        var kill = await client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That((kill.Reach, kill.Problem), Is.EqualTo((StateReach.Local, kill.Problem)));
        Assert.That(kill.Problem, Does.Contain("401").And.Not.Contain("secret"));
    }

    [TestCase("")]
    [TestCase("two secret words")]
    public async Task Key_FileThatHoldsNone_SaysWhichFile(string content)
    {
        File.WriteAllText(_given.Folder["key"], content);
        var client = await _given.StartAsync(o => o.ApiKeyFile = _given.Folder["key"]);
        Assert.That(client.Status.Providers[0].Problem, Does.Contain(_given.Folder["key"]).And.Not.Contain("secret"));
        File.WriteAllText(_given.Folder["key"], Old);
        await Eventually.HoldsAsync(() => HttpScenario.IsFresh(client), "it is read again");
    }

    [Test]
    public async Task Key_FileThatComesLater_IsRead()
    {
        var client = await _given.StartAsync(o => o.ApiKeyFile = _given.Folder["key"]);
        Assert.That(client.Status.Providers[0].Problem, Does.Contain(_given.Folder["key"]));
        File.WriteAllText(_given.Folder["key"], Old);
        await Eventually.HoldsAsync(() => HttpScenario.IsFresh(client), "it is read");
    }

    [Test]
    public void Options_OutOfRange_AreRefusedAndNameNoKey()
    {
        Action<HttpFlagOptions>[] wrong =
        [
            o => (o.ApiKey, o.ApiKeyFile) = ("secret", "key"), o => o.ApiKey = "secret\n", o => o.ApiKeyFile = " ",
            o => o.PollInterval = default,
            o => o.RequestTimeout = default, o => o.HeartbeatTimeout = default(TimeSpan), o => o.MaxResponseBytes = 0,
        ];
        foreach (var configure in wrong)
        {
            Assert.That(
                () => new FlagClientOptions().UseHttp("https://flags.example.com", configure),
                Throws.InstanceOf<Microsoft.Extensions.Options.OptionsValidationException>().With.Message.Not.Contain("secret"));
        }
    }

    [TestCase("flags.example.com")]
    [TestCase("ftp://flags.example.com")]
    [TestCase("https://ops:secret@flags.example.com")]
    [TestCase("https://flags.example.com?key=secret")]
    public void Address_NotOfAServer_IsRefused(string address) =>
        Assert.That(() => new FlagClientOptions().UseHttp(address), Throws.ArgumentException.With.Message.Not.Contain("secret"));

    [Test]
    public async Task Client_OneServer_HasOneStreamAndClosesIt()
    {
        var client = await _given.StartAsync(o => o.ApiKey = Old);
        Assert.That(_given.Server.Requests.Count(r => r.Contains("stream", StringComparison.Ordinal)), Is.EqualTo(1));
        await client.DisposeAsync();
        await Eventually.HoldsAsync(() => _given.Server.OpenStreams == 0, "the stream is closed");
    }
}
