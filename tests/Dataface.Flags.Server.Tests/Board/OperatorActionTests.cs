using System.Net;
using System.Net.Http.Json;
using System.Text;
using Dataface.Flags.Server.Tests.Experiments;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>An operator keeps ramps, lets them go on, and takes documents back at the board.</summary>
[TestFixture]
internal sealed class OperatorActionTests
{
    private const string Flag = "/flags/production/checkout";

    private TestServer _server = null!;

    private BoardVisitor _operator = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await TestServer.StartAsync();
        (await _server.PublishAsync(WithRuleRamp())).Dispose();
        _operator = await BoardVisitor.SignInAsync(_server, await _server.MakeKeyAsync("olga", "read", "operate"));
    }

    [TearDown]
    public async Task Stop()
    {
        _operator.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Pause_OfARulesRamp_IsForThatRuleAndIsOneChangeHoweverOftenItIsSent()
    {
        Assert.That(await _operator.ReadAsync(Flag), Does.Contain($"{Flag}/pause?rule=employees").And.Contain($"{Flag}/pause\""));
        var form = await _operator.ReadAsync(Flag + "/pause?rule=employees");
        Assert.That(form, Does.Contain("Pause the ramp of checkout in production, rule employees"));
        (string, string)[] fields = [("__RequestVerificationToken", BoardVisitor.TokenOf(form)), ("rule", "employees"),
            ("id", Guid.NewGuid().ToString()), ("reason", "we look at it")];
        foreach (var _ in new[] { "once", "twice" })
        {
            using var paused = await _operator.PostAsync(Flag + "/pause", fields);
            Assert.That(await paused.Content.ReadAsStringAsync(), Does.Contain("The ramp is paused."));
        }

        var record = (await _server.HistoryAsync("action=pause")).Single();
        Assert.That(record.GetProperty("rollout").GetString(), Does.Contain("employees"));
        Assert.That(record.GetProperty("by").GetString(), Is.EqualTo("olga"));
        Assert.That(record.GetProperty("from").GetString(), Does.StartWith("board ("));
        Assert.That(await _operator.ReadAsync(Flag), Does.Contain($"{Flag}/resume?rule=employees").And.Contain($"{Flag}/pause\""));
        Assert.That(await _operator.ReadAsync("/now/production"), Does.Match(
            "dataface-flags ramp checkout resume --rule employees --environment production "
            + "--reason &#x27;undoes record [0-9]+ \\(pause\\)&#x27; --server http://127"));
        using var resumed = await _operator.SendFormAsync(
            Flag + "/resume?rule=employees", ("rule", "employees"), ("reason", "it is well"));
        Assert.That(await resumed.Content.ReadAsStringAsync(), Does.Contain("The ramp continues."));
    }

    [Test]
    public async Task Pause_WithoutAReasonOrARamp_IsRefusedAboveTheForm()
    {
        using var empty = await _operator.SendFormAsync(Flag + "/pause", ("reason", " "));
        Assert.That(empty.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await empty.Content.ReadAsStringAsync(), Does.Contain("role=\"alert\"").And.Contain("aria-invalid"));
        using var none = await _operator.SendFormAsync(Flag + "/pause?rule=nobody", ("rule", "nobody"), ("reason", "wait <here>"));
        Assert.That(none.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await none.Content.ReadAsStringAsync(), Does.Contain("has no ramp").And.Contain("wait &lt;here&gt;</textarea>"));
        Assert.That(await _server.HistoryAsync("action=pause"), Is.Empty);
    }

    [Test]
    public async Task Forms_ThatNoPageHasShown_ChangeNothing([Values(Flag + "/pause", "/definitions/1/rollback")] string page)
    {
        using var admin = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        using var foreign = await admin.PostAsync(page, ("reason", "because"));
        Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await _server.HistoryAsync("action=pause"), Is.Empty);
        Assert.That(await _server.HistoryAsync("action=rollback"), Is.Empty);
    }

    [Test]
    public async Task Rollback_FromTheBoard_SaysWhatMovesAndPutsTheEarlierDocumentInForce()
    {
        (await _server.PublishAsync(TestDocument.Of("other"))).Dispose();
        using var admin = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        Assert.That(await admin.ReadAsync("/now/production"), Does.Contain("/definitions/1/rollback"));
        Assert.That(await admin.ReadAsync("/definitions"), Does.Contain("Roll back to 1 …").And.Not.Contain("Roll back to 2 …"));
        var form = await admin.ReadAsync("/definitions/1/rollback");
        Assert.That(form, Does.Contain("<dt>Defined again</dt><dd>checkout</dd>").And.Contain(
            "<dt>No longer defined, and so off</dt><dd>other</dd>").And.Contain("<dt>Defined in another way</dt><dd>no flag</dd>"));
        using var done = await admin.SendFormAsync("/definitions/1/rollback", ("reason", "it was the wrong file"));
        Assert.That(await done.Content.ReadAsStringAsync(), Does.Contain("Revision 1 is in force again, as revision 3."));
        var record = (await _server.HistoryAsync("action=rollback")).Single();
        Assert.That(record.GetProperty("reason").GetString(), Is.EqualTo("it was the wrong file"));
        Assert.That(record.GetProperty("from").GetString(), Does.StartWith("board ("));

        Assert.That(await _operator.ReadAsync("/definitions"), Does.Contain("In force").And.Not.Contain("/rollback"), "who may not");
        using var refused = await _operator.GetAsync("/definitions/1/rollback");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        using var unknown = await admin.GetAsync("/definitions/9/rollback");
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Rollback_ThatWouldBreakAnExperiment_IsRefusedAboveTheForm()
    {
        (await _server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();
        using var document = new StringContent(ExperimentDocument.Yaml(), Encoding.UTF8, "application/yaml");
        (await _server.Admin.PostAsync(new Uri("/api/experiments", UriKind.Relative), document)).EnsureSuccessStatusCode().Dispose();
        var approver = await _server.ApproverAsync();
        foreach (var to in new[] { "approved", "running" })
        {
            (await approver.PostAsJsonAsync("/api/experiments/one-page/status", new { to, reason = "go" }))
                .EnsureSuccessStatusCode().Dispose();
        }

        using var admin = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        using var refused = await admin.SendFormAsync("/definitions/1/rollback", ("reason", "back to it"));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("one-page").And.Contain("back to it</textarea>"));
        Assert.That(await _server.HistoryAsync("action=rollback"), Is.Empty);
    }

    [Test]
    public async Task Now_ReadOnlyKey_HasCommandsAndNoButtons()
    {
        (await _server.KillAsync("checkout")).Dispose();
        using var reader = await BoardVisitor.SignInAsync(_server, await _server.MakeKeyAsync("rita", "read"));
        var page = await reader.ReadAsync("/now/production?minutes=120");
        Assert.That(page, Does.Contain("dataface-flags restore checkout --environment production").And.Not.Contain("/restore"));
        using var nonsense = await reader.GetAsync("/now/production?minutes=0");
        Assert.That(nonsense.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        using var home = await reader.GetAsync("/now");
        Assert.That(home.Headers.Location!.OriginalString, Is.EqualTo("/now/production"));
    }

    /// <summary>A ramp of the environment's own, and one of a rule.</summary>
    private static string WithRuleRamp() => TestDocument.WithRamp("checkout").Replace(
        "\"production\": {",
        """
        "production": { "rules": [ { "name": "employees", "when": { "attribute": "staff", "equals": true },
          "rollout": { "percent": 100, "ramp": { "steps": [1, 100], "hold": "01:00:00" } } } ],
        """, StringComparison.Ordinal);
}
