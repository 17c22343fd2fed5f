using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Http;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Cli.Tests.Server;

[TestFixture]
internal sealed class ServerCommandTests
{
    private RunningServer _server = null!;

    [SetUp]
    public async Task StartServer() => _server = await RunningServer.StartAsync();

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task Kill_OnServer_IsInForceThereListedAuditedAndEndedByRestore()
    {
        await PublishAsync(25);
        Assert.That((await _server.RunAsync("kill", "f", "-r", "errors", "--by", "ops")).Output,
            Is.EqualTo("f is killed in production. Reach: Fleet.\n"));
        Assert.That((await _server.RunAsync("evaluate", "f", "-u", "u")).Output, Is.EqualTo("false\toff\tKilled\n"));
        Assert.That((await _server.RunAsync("list")).Output, Does.Contain("killed by ops (key first-admin): errors"));
        Assert.That((await _server.RunAsync("status")).Output,
            Does.StartWith("ready\nrevision 1 (").And.Contain("1 killed in production").And.Contain("f by ops"));
        Assert.That((await _server.RunAsync("restore", "g", "-r", "mended")).Error, Does.Contain(
            "warning: 'g' was not killed in 'production', so that nothing has changed. Did you mean 'f'?"));
        var restored = await _server.RunAsync("restore", "f", "-r", "mended");
        Assert.That((restored.Code, restored.Error), Is.EqualTo((ExitCode.Ok, "")));
        Assert.That((await _server.RunAsync("evaluate", "f", "-u", "u")).Output, Does.Not.Contain("Killed"));
        Assert.That((await _server.RunAsync("audit", "verify")).Output, Does.StartWith("intact: 4 records"));
        var history = (await _server.JsonAsync("history", "--flag", "f")).GetProperty("records").EnumerateArray()
            .Select(r => r.GetProperty("action").GetString());
        Assert.That(history, Is.EqualTo(new[] { "restore", "kill" }));
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_UnconfirmedInstance_IsNamedWithItsOwnExitCode()
    {
        await PublishAsync(25);
        using var http = new HttpClient { BaseAddress = new Uri(_server.Address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _server.Key);
        using var report = new StringContent("""
            {"environment":"production","service":"shop","version":"1","sdk":"x","started":"2026-01-01T00:00:00Z",
             "sequence":1,"lineage":"","applied":0,"definitions":""}
            """, System.Text.Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri("/api/instances", UriKind.Relative), report)).EnsureSuccessStatusCode().Dispose();
        var (code, output, _) = await _server.RunAsync("kill", "f", "-r", "errors", "--wait", "0.2");
        Assert.That(code, Is.EqualTo(ExitCode.Unconfirmed));
        Assert.That(output, Does.Match("^f is killed in production. Reach: Fleet.\n"
            + "In force in 0 of 1 instance after .+; not confirmed: shop/[0-9a-f]{4}, last heard \\d+ s ago.\n$"));
        Assert.That((await _server.RunAsync("restore", "f", "-r", "mended", "--wait", "0")).Code, Is.EqualTo(ExitCode.Ok), "nobody waits");
        Assert.That((await _server.RunAsync("instances")).Output, Does.Contain("behind").And.Contain(
            "1 instance in production: 0 current, 1 behind, 0 silent."));
        Assert.That((await _server.RunAsync("instances")).Error, Does.Contain(
            "warning: 1 runs another document than the published one, or none yet."));
        var fleet = await _server.JsonAsync("instances", "--service", "shop");
        Assert.That(fleet.GetProperty("instances")[0].GetProperty("service").GetString(), Is.EqualTo("shop"));
        Assert.That((await _server.RunAsync("kill", "f", "-r", "errors", "--wait", "61")).Code, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task Kill_FlagThatNoDocumentDefines_WarnsOnStandardError()
    {
        await PublishAsync(25);
        var (code, _, error) = await _server.RunAsync("kill", "checkuot", "-r", "errors");
        Assert.That((code, error.Contains("No document in force defines 'checkuot'", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.Ok, true)), error);
    }

    [Test]
    public async Task Evaluate_OverServer_AnswersAsFromTheFile()
    {
        await PublishAsync(25);
        var answers = new HashSet<string>();
        for (var user = 0; user < 12; user++)
        {
            string[] command = ["evaluate", "f", "-e", "staging", "-u", $"u{user}"];
            var (_, answer, _) = await _server.RunAsync(command);
            Assert.That(answer, Is.EqualTo((await CommandRun.RunAsync([.. command, "-f", _server.PathOf("f.json")])).Output));
            answers.Add(answer);
        }

        Assert.That(answers, Has.Count.EqualTo(2), "some are in the rollout and some are not");
        var (code, tree, _) = await _server.RunAsync("explain", "f", "-u", "u1");
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(tree, Does.Contain($"from {_server.Address}"));
    }

    [Test]
    public async Task Ramp_PauseAdvanceResume_AreRecordedAndNonsenseIsRefusedInTheServersWords()
    {
        await PublishAsync(25);
        foreach (var action in new[] { "advance", "pause", "resume" })
        {
            Assert.That((await _server.RunAsync("ramp", "f", action, "-r", "quiet")).Output,
                Is.EqualTo($"f: {action} in production. Reach: Fleet.\n"));
        }

        var (code, _, error) = await _server.RunAsync("ramp", "no-such-flag", "advance", "-r", "quiet");
        Assert.That((code, error.Contains("answered 409: Not possible in the current state", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.Refused, true)), error);
    }

    [Test]
    public async Task Publish_NewDocument_ShowsTheDiffAndReplacesWhatWasRead()
    {
        var (_, first, _) = await PublishAsync(25);
        Assert.That(first, Does.Contain("added: f").And.EndWith("Revision 1 is in force. Reach: Fleet.\n"));
        Assert.That((await PublishAsync(25)).Output, Is.EqualTo("Revision 1 is in force, and is this document. Nothing was published.\n"));
        Assert.That((await PublishAsync(25, "--dry-run")).Output, Does.EndWith("Nothing was published.\n"));

        var (code, output, _) = await PublishAsync(0, "--max-share", "0.5");
        Assert.That((code, output.EndsWith("More than 0.5 % moves.\nNothing was published.\n", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.ShareExceeded, true)), output);
        Assert.That((await PublishAsync(0)).Output, Does.EndWith("Revision 2 is in force. Reach: Fleet.\n"));
    }

    [Test]
    public async Task Publish_RefusedDocument_Answers1WithTheProblemsAndChangesNothing()
    {
        var file = Path.Combine(TestContext.CurrentContext.TestDirectory, "ten-faults.json");
        var (code, _, error) = await _server.RunAsync("publish", file, "-r", "r");
        Assert.That((code, error.Contains("DF0202", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Found, true)));
        Assert.That((await _server.RunAsync("status")).Output, Does.Contain("no document was published yet"));
    }

    [Test]
    public async Task Publish_AnotherWasPublishedMeanwhile_IsRefusedInTheServersWords()
    {
        await PublishAsync(25);
        await using var client = new ServerClient(new Uri(_server.Address), "production", (_server.Key, null), TimeProvider.System);
        var bytes = await File.ReadAllBytesAsync(_server.Write("g.json", 5));
        Assert.That(
            () => client.PublishAsync(Publication(), bytes, replaced: null, [], default),
            Throws.InstanceOf<FlagServerException>().With.Message.Contains("412: Another document is in force. Revision 1"));
    }

    [Test]
    public async Task Publish_SentTwiceWithOneId_IsPublishedOnce()
    {
        await using var client = new ServerClient(new Uri(_server.Address), "production", (_server.Key, null), TimeProvider.System);
        var (change, bytes) = (Publication(), await File.ReadAllBytesAsync(_server.Write("f.json", 25)));
        var first = await client.PublishAsync(change, bytes, replaced: null, [], default);
        var second = await client.PublishAsync(change, bytes, replaced: null, [], default);
        Assert.That((first.Number, second.Number), Is.EqualTo((1, 1)));
        Assert.That((await client.ReadDocumentAsync(default))!.Revision,
            Is.EqualTo(new DocumentRevision(1, PublishedDocument.HashOf(bytes))));
        Assert.That((await _server.JsonAsync("history")).GetProperty("records")[0].GetProperty("reason").GetString(),
            Is.EqualTo("größer, 100 %"));
    }

    [Test]
    public async Task Rollback_EarlierRevision_IsInForceAgainUnderANewNumber()
    {
        await PublishAsync(25);
        await PublishAsync(5);
        var (code, output, _) = await _server.RunAsync("rollback", "1", "-r", "errors");
        Assert.That((code, output), Is.EqualTo((ExitCode.Ok, "Revision 1 is in force again, as revision 3. Reach: Fleet.\n")));
        Assert.That((await _server.RunAsync("history", "--action", "rollback")).Output, Does.Contain("rollback 3"));
        Assert.That((await _server.RunAsync("rollback", "9", "-r", "errors")).Error,
            Does.Contain("404: Not found. There is no revision 9."));
        Assert.That((await _server.RunAsync("rollback", "1", "-r", " ")).Error, Does.Contain("'reason' is empty"));
    }

    [Test]
    public async Task Keys_MakeRotateRevoke_AreValidUntilReplacedOrRevoked()
    {
        var (code, first, _) = await _server.RunAsync("keys", "make", "dashboard", "--scopes", "read");
        Assert.That((code, first.StartsWith("dff_", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Ok, true)));
        var oldKey = KeyFile("old.key", first);
        Assert.That((await _server.WithKeyAsync(oldKey, "status")).Code, Is.EqualTo(ExitCode.Ok));
        var (refused, _, words) = await _server.WithKeyAsync(oldKey, "kill", "f", "-r", "r");
        Assert.That((refused, words.Contains("lacks the scope 'operate'", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Refused, true)),
            words);

        var newKey = KeyFile("new.key", (await _server.RunAsync("keys", "rotate", "dashboard")).Output);
        var id = first.Split('_')[1];
        Assert.That((await _server.RunAsync("keys", "list")).Output, Does.Contain("dashboard").And.Contain(id));
        Assert.That((await _server.RunAsync("keys", "revoke", "dashboard", "--id", id)).Output,
            Is.EqualTo($"The secret {id} of the key 'dashboard' is revoked.\n"));
        Assert.That((await _server.WithKeyAsync(oldKey, "status")).Code, Is.EqualTo(ExitCode.Refused));
        Assert.That((await _server.WithKeyAsync(newKey, "status")).Code, Is.EqualTo(ExitCode.Ok));
    }

    [Test]
    public async Task Keys_MadeWithPublicFlags_ArePublic()
    {
        var (code, secret, _) = await _server.RunAsync("keys", "make", "page", "--scopes", "evaluate", "--public-flags", "f,g");
        Assert.That((code, secret.StartsWith("dff_", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Ok, true)));
        var listed = (await _server.JsonAsync("keys", "list")).GetProperty("keys").EnumerateArray()
            .Single(k => k.GetProperty("name").GetString() == "page");
        Assert.That(listed.GetProperty("publicFlags").EnumerateArray().Select(flag => flag.GetString()), Is.EqualTo(new[] { "f", "g" }));
        Assert.That((await _server.WithKeyAsync(KeyFile("page.key", secret), "status")).Code, Is.EqualTo(ExitCode.Refused));
    }

    [Test]
    public async Task Run_EveryServerCommand_HasJson()
    {
        Assert.That((await _server.JsonAsync("publish", _server.Write("f.json", 25), "-r", "r")).GetProperty("number").GetInt32(),
            Is.EqualTo(1));
        string[][] commands =
        [
            ["kill", "f", "-r", "r"], ["restore", "f", "-r", "r"], ["ramp", "f", "pause", "-r", "r"], ["status"], ["history"],
            ["rollback", "1", "-r", "r"], ["list"], ["explain", "f"],
            ["keys", "make", "k", "--scopes", "read,evaluate"], ["keys", "rotate", "k"], ["keys", "list"], ["keys", "revoke", "k"],
            ["webhooks", "list"],
            ["audit", "verify"], ["stale"], ["guard", "status"],
        ];
        foreach (var command in commands) await _server.JsonAsync(command);
    }

    private Task<(int Code, string Output, string Error)> PublishAsync(int percent, params string[] more) =>
        _server.RunAsync(["publish", _server.Write("f.json", percent), "-r", "reviewed", .. more]);

    private string KeyFile(string name, string secret)
    {
        File.WriteAllText(_server.PathOf(name), secret);
        return _server.PathOf(name);
    }

    private static StateChange Publication() => new()
    {
        Action = StateAction.Publish,
        Environment = "*",
        Flag = "*",
        By = "ops",
        From = "test",
        Reason = "größer, 100 %",
        At = DateTimeOffset.UnixEpoch,
    };
}
