using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Incidents;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Tests.Experiments;
using Dataface.Flags.Server.Tests.Instances;
using Dataface.Flags.State;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Incidents;

/// <summary>The operator's minute, wherever the server keeps what it knows.</summary>
internal abstract class IncidentContract
{
    private const string Nobody = "-";

    private protected TestServer Server { get; private set; } = null!;

    private protected abstract Task<TestServer> StartAsync();

    [SetUp]
    public async Task SetUp() => Server = await StartAsync();

    [TearDown]
    public async Task TearDown()
    {
        if (Server is not null) await Server.DisposeAsync();
        await DropAsync();
    }

    private protected virtual Task DropAsync() => Task.CompletedTask;

    [Test, Rule("operators can believe the answer")]
    public async Task Changes_OfFlagsDefinitionsAndExperiments_AreListedNewestFirstWithWhoWhyAndWhatUndoesThem()
    {
        (await Server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();
        await SendAsync("/api/flags/checkout-v2/ramp", new { environment = "production", action = "advance", reason = "quiet" });
        await StartExperimentAsync();
        await SendAsync("/api/flags/checkout-v2/ramp", new { environment = "production", action = "pause", reason = "wait" });
        (await Server.KillAsync("checkout-v2", reason: "errors in payment")).Dispose();
        (await Server.PublishAsync(TestDocument.Experiment("checkout-v2") + " ")).Dispose();
        var incident = await IncidentAsync();
        Assert.That(incident.GetProperty("killed").GetInt32(), Is.EqualTo(1));
        Assert.That(incident.GetProperty("isPartial").GetBoolean(), Is.False);
        Assert.That(incident.GetProperty("rollouts").GetArrayLength(), Is.Zero, "a flag that is killed rolls nothing out");
        Assert.That(Shown(incident), Is.EqualTo(new[]
        {
            "publish 2 by first-admin: published -> rollback 1 --reason undoes record N (publish)",
            "kill checkout-v2 by first-admin: errors in payment -> "
                + "restore checkout-v2 --environment production --reason undoes record N (kill)",
            "pause checkout-v2 by first-admin: wait -> The flag is killed, so that nobody has it.",
            "start one-page by approver: go -> Its flag 'checkout-v2' is killed, so that nobody takes part.",
            "advance checkout-v2 by first-admin: quiet -> The flag is killed, so that nobody has it.",
            "publish 1 by first-admin: published -> No earlier document exists. Kill what does harm, or publish another document.",
        }));
        Assert.That(incident.GetProperty("changes")[3].GetProperty("detail").GetString(), Is.EqualTo("One-page checkout"));

        (await SendAsync("/api/flags/checkout-v2/restore", new { environment = "production", reason = "mended" })).Dispose();
        Assert.That(Shown(await IncidentAsync())[..2], Is.EqualTo(new[]
        {
            "restore checkout-v2 by first-admin: mended -> "
                + "kill checkout-v2 --environment production --reason undoes record N (restore)",
            "publish 2 by first-admin: published -> rollback 1 --reason undoes record N (publish)",
        }));
        Assert.That(Shown(await IncidentAsync())[2], Does.EndWith("-> It was undone or repeated since."));
    }

    [Test]
    public async Task Rollouts_WithAStepAhead_ShowTheirStepAndWhatHoldsThem()
    {
        (await Server.PublishAsync(TestDocument.WithRamp("checkout"))).Dispose();
        Assert.That(Rollout(await IncidentAsync()), Is.EqualTo(
            "checkout: step 1 of 4, 1 % to 5 %, It has no guard: it moves on when you advance it. -> "
            + "ramp checkout pause --environment production --reason paused for a look"));
        await SendAsync("/api/flags/checkout/ramp", new { environment = "production", action = "advance", reason = "quiet" });
        await SendAsync("/api/flags/checkout/ramp", new { environment = "production", action = "pause", reason = "wait" });
        var incident = await IncidentAsync();
        Assert.That(Rollout(incident), Is.EqualTo(
            "checkout: step 2 of 4, 5 % to 25 %, It is paused. -> "
            + "ramp checkout resume --environment production --reason resumed after a look"));
        Assert.That(Shown(incident)[..2], Is.EqualTo(new[]
        {
            "pause checkout by first-admin: wait -> "
                + "ramp checkout resume --environment production --reason undoes record N (pause)",
            "advance checkout by first-admin: quiet -> "
                + "kill checkout --environment production --reason undoes record N (advance)",
        }));
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_ThatAnInstanceHasNotConfirmed_IsShownUntilItHas()
    {
        (await Server.PublishAsync(TestDocument.Of("checkout", "other"))).Dispose();
        var (id, token) = await Reports.BeginAsync(Server.Admin);
        Assert.That((await IncidentAsync()).GetProperty("unconfirmed").GetArrayLength(), Is.Zero, "nothing is killed");
        (await Server.KillAsync("checkout", reason: "errors")).Dispose();
        (await Server.KillAsync("other")).Dispose();
        (await Server.KillAsync("checkout", reason: "once more")).Dispose();
        var (begun, killed) = (Sequences("checkout")[^1], Sequences("other")[^1]);

        var unconfirmed = (await IncidentAsync()).GetProperty("unconfirmed").EnumerateArray().Reverse().ToList();
        Assert.That(unconfirmed.Select(kill => kill.GetProperty("flag").GetString()), Is.EqualTo(new[] { "checkout", "other" }));
        Assert.That(unconfirmed[0].GetProperty("record").GetInt64(), Is.EqualTo(begun), "it is off since the first kill");
        Assert.That(unconfirmed[0].GetProperty("confirmation").GetProperty("summary").GetString(), Does.Match(
            "^In force in 0 of 1 instance after .+; not confirmed: shop/[0-9a-f]{4}, last heard \\d+ s ago\\.$"));
        (await Reports.SendAsync(Server.Admin, Reports.Body(2, begun, token), id)).Dispose();
        unconfirmed = [.. (await IncidentAsync()).GetProperty("unconfirmed").EnumerateArray()];
        Assert.That(unconfirmed.Single().GetProperty("flag").GetString(), Is.EqualTo("other"));
        (await Reports.SendAsync(Server.Admin, Reports.Body(3, killed, token), id)).Dispose();
        Assert.That((await IncidentAsync()).GetProperty("unconfirmed").GetArrayLength(), Is.Zero);

        IReadOnlyList<long> Sequences(string flag) =>
            [.. Server.HistoryAsync($"flag={flag}&action=kill").Result.Select(record => record.GetProperty("sequence").GetInt64())];
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Restore_ThatAnInstanceHasNotConfirmed_IsShownUntilItHas()
    {
        (await Server.PublishAsync(TestDocument.Of("checkout", "other"))).Dispose();
        var (id, token) = await Reports.BeginAsync(Server.Admin);
        (await Server.KillAsync("checkout", reason: "errors")).Dispose();
        var restore = new { environment = "production", reason = "mended" };
        var restored = await TestServer.JsonAsync(await SendAsync("/api/flags/checkout/restore", restore));
        (await SendAsync("/api/flags/checkout/restore", restore)).Dispose();
        (await SendAsync("/api/flags/other/restore", restore)).Dispose();

        var unconfirmed = (await IncidentAsync()).GetProperty("unconfirmed").EnumerateArray().Single();
        Assert.That(unconfirmed.GetProperty("what").GetString(), Is.EqualTo("restore"));
        Assert.That(unconfirmed.GetProperty("flag").GetString(), Is.EqualTo("checkout"));
        Assert.That(unconfirmed.GetProperty("record").GetInt64(), Is.EqualTo(restored.GetProperty("sequence").GetInt64()),
            "the second one changed nothing");
        Assert.That(Undo(unconfirmed), Does.StartWith("kill checkout "));
        (await Reports.SendAsync(Server.Admin, Reports.Body(2, restored.GetProperty("sequence").GetInt64(), token), id)).Dispose();
        Assert.That((await IncidentAsync()).GetProperty("unconfirmed").GetArrayLength(), Is.Zero);
    }

    [Test, Rule("confinement is complete")]
    public async Task Changes_AskedForWithAConfinedKey_HideWhatIsNotForIt()
    {
        (await Server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();
        await StartExperimentAsync();
        (await Server.KillAsync("checkout-v2", "staging")).Dispose();
        var confined = await Server.MakeKeyAsync(new { name = "ours", scopes = new[] { "read" }, environment = "production" });
        using var ours = Server.Client(confined);
        var incident = await IncidentAsync(ours, "");
        Assert.That(Shown(incident).Select(change => change.Split(" -> ")[0]),
            Is.EqualTo(new[] { "start one-page by approver: go", $"publish 1 by {Nobody}: {Nobody}" }));
        Assert.That(incident.GetProperty("environment").GetString(), Is.EqualTo("production"), "its own");
        using var foreign = await ours.GetAsync(new Uri("/api/incident?environment=staging", UriKind.Relative));
        Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        using var team = Server.Client(await Server.MakeKeyAsync(new { name = "others", scopes = new[] { "read" }, team = "team-search" }));
        Assert.That(Shown(await IncidentAsync(team)), Has.None.Contain("one-page"));
        Assert.That(Shown(await IncidentAsync(Server.Admin, "environment=staging")), Has.None.Contain("one-page"),
            "experiments do not run there");
    }

    [TestCase("minutes=0")]
    [TestCase("minutes=10081")]
    [TestCase("minutes=half")]
    public async Task Minutes_Invalid_AreRefused(string query)
    {
        using var answer = await Server.Admin.GetAsync(new Uri($"/api/incident?{query}", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), await answer.Content.ReadAsStringAsync());
    }

    private protected async Task<JsonElement> IncidentAsync(HttpClient? by = null, string query = "environment=production") =>
        await (by ?? Server.Admin).GetFromJsonAsync<JsonElement>($"/api/incident?{query}");

    private protected static string[] Shown(JsonElement incident) => [.. incident.GetProperty("changes").EnumerateArray().Select(change =>
        $"{change.GetProperty("what")} {change.GetProperty("subject")} by {Text(change, "by")}: {Text(change, "reason")} -> "
        + Undo(change))];

    private static string Rollout(JsonElement incident)
    {
        var rollout = incident.GetProperty("rollouts").EnumerateArray().Single();
        return $"{rollout.GetProperty("flag")}: step {rollout.GetProperty("step")} of {rollout.GetProperty("steps")}, "
            + $"{rollout.GetProperty("percent")} % to {rollout.GetProperty("nextPercent")} %, {rollout.GetProperty("next")} -> "
            + Undo(rollout);
    }

    private static string Undo(JsonElement item)
    {
        var undo = item.GetProperty("undo");
        var words = undo.GetProperty("arguments").EnumerateArray().Select(word => word.GetString());
        var shown = string.Join(' ', words);
        if (shown.Length == 0) return undo.GetProperty("does").GetString()!;
        return item.TryGetProperty("record", out var record)
            ? shown.Replace($"record {record.GetInt64()} ", "record N ", StringComparison.Ordinal) : shown;
    }

    private static string Text(JsonElement change, string name) => change.TryGetProperty(name, out var text) ? text.GetString()! : Nobody;

    private async Task<HttpResponseMessage> SendAsync(string path, object body)
    {
        var answer = await Server.Admin.PostAsJsonAsync(path, body);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
        return answer;
    }

    private async Task StartExperimentAsync()
    {
        using var document = new StringContent(ExperimentDocument.Yaml(), Encoding.UTF8, "application/yaml");
        (await Server.Admin.PostAsync(new Uri("/api/experiments", UriKind.Relative), document)).EnsureSuccessStatusCode().Dispose();
        var approver = await Server.ApproverAsync();
        foreach (var (to, reason) in new[] { ("approved", "agreed"), ("running", "go") })
        {
            using var answer = await approver.PostAsJsonAsync("/api/experiments/one-page/status", new { to, reason });
            Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
        }
    }
}

/// <summary>With a data folder.</summary>
[TestFixture]
internal sealed class EmbeddedIncidentTests : IncidentContract
{
    private protected override Task<TestServer> StartAsync() => TestServer.StartAsync();

    [Test]
    public async Task Changes_MoreThanListed_SaysThatThereAreMore()
    {
        (await Server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var storage = Server.App.Services.GetRequiredService<ServerStorage>();
        for (var i = 0; i < RecentRecords.Most + 20; i++) await storage.State.ApplyAsync(Kill(i), CancellationToken.None);
        var incident = await IncidentAsync();
        Assert.That(incident.GetProperty("isPartial").GetBoolean(), Is.True);
        Assert.That(incident.GetProperty("changes").GetArrayLength(), Is.EqualTo(RecentRecords.Most + 1));
        Assert.That(Shown(incident)[0], Does.Contain("errors 219").And.Contain("-> restore checkout"));
        Assert.That(Shown(incident)[1], Does.EndWith("-> It was undone or repeated since."));
    }

    private static StateChange Kill(int number) => new()
    {
        Environment = "production",
        Action = StateAction.Kill,
        Flag = "checkout",
        By = "ops",
        From = "test",
        Reason = $"errors {number}",
        At = DateTimeOffset.UtcNow,
    };
}

/// <summary>Over PostgreSQL.</summary>
[TestFixture]
internal sealed class PostgresIncidentTests : IncidentContract
{
    private TestDatabase? _database;

    private protected override async Task<TestServer> StartAsync()
    {
        _database = await TestDatabase.CreateAsync();
        return await TestServer.StartAsync(null, "--postgres", _database.ConnectionString);
    }

    private protected override async Task DropAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
    }
}
