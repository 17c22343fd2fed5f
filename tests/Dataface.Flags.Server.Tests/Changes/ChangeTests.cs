using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Changes;

[TestFixture]
internal sealed class ChangeTests
{
    private TestServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await TestServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Kill_TheSameTwice_IsOneRecord()
    {
        var kill = new { environment = "production", reason = "errors", id = Guid.NewGuid(), by = "ann", from = "laptop" };
        for (var i = 0; i < 2; i++) (await _server.Admin.PostAsJsonAsync("/api/flags/checkout/kill", kill)).Dispose();
        var record = (await _server.HistoryAsync("action=kill")).Single();
        Assert.That(record.GetProperty("by").GetString(), Is.EqualTo("ann (key first-admin)"));
        Assert.That(record.GetProperty("from").GetString(), Is.EqualTo("laptop (127.0.0.1)"));
    }

    [Test]
    public async Task Kill_WithADaysCounts_IsRecorded()
    {
        // Two sides, 8,640 buckets, errors and calls by their number: more than a guard writes down at the end of a day.
        var rows = Enumerable.Range(0, 8_640).SelectMany(b => Enumerable.Range(0, 10).Select(i => $"[{b},{i / 2},{i % 2},0,{b + i}]"));
        var kill = new { environment = "production", reason = "errors", evidence = $"{{\"counts\":[{string.Join(',', rows)}]}}" };
        Assert.That(kill.evidence, Has.Length.GreaterThan(1_500_000));
        using var answer = await _server.Admin.PostAsJsonAsync("/api/flags/checkout/kill", kill);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        Assert.That((await _server.HistoryAsync("action=kill")).Single().GetProperty("flag").GetString(), Is.EqualTo("checkout"));
    }

    [Test]
    public async Task Kill_MisspeltFlagOrEnvironmentWithoutFlags_IsDoneWithAWarning()
    {
        await _server.MakeKeyAsync(new { name = "preview", scopes = new[] { "read" }, environment = "preview" });
        (await _server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        using var flag = await _server.KillAsync("chekout");
        Assert.That(Warnings(await TestServer.JsonAsync(flag)), Does.Contain("No document in force defines 'chekout'"));
        using var environment = await _server.KillAsync("checkout", "preview");
        Assert.That(Warnings(await TestServer.JsonAsync(environment)), Does.Contain("they name: production, staging"));
        using var right = await _server.KillAsync("checkout");
        Assert.That(Warnings(await TestServer.JsonAsync(right)), Is.Empty);
    }

    [TestCase("kill")]
    [TestCase("restore")]
    [TestCase("ramp")]
    public async Task Change_InvalidKey_Is400WithTheRuleAndRecordsNothing(string route)
    {
        (await _server.PublishAsync(TestDocument.Of("theme"))).Dispose();
        object body = route == "ramp"
            ? new { environment = "production", reason = "errors", action = "pause" }
            : new { environment = "production", reason = "errors" };
        foreach (var key in new[] { "theme ", "errors in payment", "thème", "theme\u200b", "-theme", "theme,checkout",
            new string('k', 129) })
        {
            using var answer = await _server.Admin.PostAsJsonAsync($"/api/flags/{Uri.EscapeDataString(key)}/{route}", body);
            var detail = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), key);
            Assert.That(detail, Does.Contain("Use up to 128 letters"), key);
            Assert.That(detail!.Contains("Did you mean 'theme'?", StringComparison.Ordinal),
                Is.EqualTo(key.StartsWith("th", StringComparison.Ordinal) && !key.Contains(',') || key == "-theme"), key);
        }

        Assert.That(await _server.HistoryAsync("action=kill"), Is.Empty);
        using var all = await _server.KillAsync("*");
        Assert.That(all.StatusCode, Is.EqualTo(HttpStatusCode.OK), "'*' stands for every flag");
    }

    [Test]
    public async Task Restore_AfterKill_EndsItAndCountsIt()
    {
        (await _server.KillAsync("checkout")).Dispose();
        (await _server.Admin.PostAsJsonAsync(
            "/api/flags/checkout/restore", new { environment = "production", reason = "mended" })).Dispose();
        var state = (await _server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/production")).GetProperty("state");
        Assert.That(state.GetProperty("kills").EnumerateObject(), Is.Empty);
        Assert.That(state.GetProperty("restores").GetProperty("checkout").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Ramp_ByAnOperator_AdvancesPausesAndResumesTheRolloutOfTheDocument()
    {
        (await _server.PublishAsync(TestDocument.WithRamp("checkout"))).Dispose();
        Assert.That(await RampAsync("advance"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await RampAsync("pause"), Is.EqualTo(HttpStatusCode.OK));
        var ramp = (await _server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/production")).GetProperty("state").GetProperty("ramps")
            .EnumerateObject().Single().Value;
        Assert.That((ramp.GetProperty("stage").GetInt32(), ramp.GetProperty("share").GetInt32(), ramp.GetProperty("paused").GetBoolean()),
            Is.EqualTo((1, 5_000, true)));
        Assert.That(await RampAsync("resume"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await RampAsync("sideways"), Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    [Rule("operators can believe the answer")]
    public async Task Changes_OnceAnswered_AreTrueOfOfrepAndOfTheNextChange()
    {
        for (var round = 0; round < 20; round++)
        {
            var isOn = round % 2 == 0;
            (await _server.PublishAsync(isOn ? TestDocument.WithRamp("checkout") : TestDocument.Of("checkout"))).Dispose();
            Assert.That(await RampAsync("pause"), Is.EqualTo(isOn ? HttpStatusCode.OK : HttpStatusCode.Conflict), $"round {round}");
            (await _server.KillAsync("checkout")).Dispose();
            Assert.That(await ReasonAsync(), Is.EqualTo("DISABLED"), $"round {round}");
            (await _server.Admin.PostAsJsonAsync(
                "/api/flags/checkout/restore", new { environment = "production", reason = "mended" })).Dispose();
            Assert.That(await ReasonAsync(), Is.Not.EqualTo("DISABLED"), $"round {round}");
        }
    }

    [Test]
    public async Task Ramp_FlagWithoutOne_Is409WithTheReason()
    {
        (await _server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        Assert.That(await RampAsync("advance"), Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task Kill_ClockAhead_IsClampedToNow()
    {
        var kill = new { environment = "production", reason = "errors", at = DateTimeOffset.UtcNow.AddDays(1) };
        (await _server.Admin.PostAsJsonAsync("/api/flags/checkout/kill", kill)).Dispose();
        var at = (await _server.HistoryAsync("action=kill"))[0].GetProperty("at").GetDateTimeOffset();
        Assert.That(at, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Guard_SkewedClock_ItsEpochBeginsByTheServers()
    {
        var advance = new
        {
            environment = "production",
            action = "advance",
            reason = "no harm",
            rollout = "checkout/production",
            stage = 1,
            epoch = 2,
            share = 5000,
            at = DateTimeOffset.UtcNow.AddHours(-3)
        };
        (await _server.Admin.PostAsJsonAsync("/api/flags/checkout/ramp", advance)).Dispose();
        var ramp = (await _server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/production")).GetProperty("state").GetProperty("ramps")
            .GetProperty("checkout/production");
        Assert.That(ramp.GetProperty("since").GetDateTimeOffset(), Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
    }

    [TestCase("advance")]
    [TestCase("pause")]
    [TestCase("resume")]
    public async Task Ramp_InvalidRollout_Is400(string action)
    {
        foreach (var rest in new[] { new string('x', 400), "\u0000", "a\nb", "é", "\ud800" })
        {
            // As it is on the wire: a serializer would mend what is no character.
            var escaped = string.Concat(rest.Select(c => char.IsAsciiLetter(c) ? $"{c}" : $"\\u{(int)c:x4}"));
            var json = $$"""
            {"environment":"production","action":"{{action}}","reason":"x","rollout":"checkout/production/{{escaped}}",
             "stage":0,"epoch":1,"share":0}
            """;
            using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
            using var answer = await _server.Admin.PostAsync(new Uri("/api/flags/checkout/ramp", UriKind.Relative), body);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), escaped);
        }

        Assert.That(await RampsAsync(), Is.Empty);
    }

    [TestCase("advance")]
    [TestCase("pause")]
    public async Task Ramp_InventedRollouts_DoNotFillTheState(string action)
    {
        for (var i = 0; i < 100; i++)
        {
            using var begun = await RampAsync($"checkout/production/r{i}", action);
            Assert.That(begun.StatusCode, Is.EqualTo(HttpStatusCode.OK), await begun.Content.ReadAsStringAsync());
        }

        using var refused = await RampAsync("checkout/production/r100", action);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("Write one that it defines"));
        using var known = await RampAsync("checkout/production/r7", "pause");
        Assert.That(known.StatusCode, Is.EqualTo(HttpStatusCode.OK), "those that are known go on");
        Assert.That(await RampsAsync(), Has.Exactly(100).Items);
    }

    [TestCase("""{"environment":"production"}""")]
    [TestCase("""{"environment":"production","reason":""}""")]
    [TestCase("""{"environment":"production","reason":"a\nb"}""")]
    [TestCase("""{"environment":"Production","reason":"x"}""")]
    [TestCase("""{"environment":"production","reason":"x","force":true}""")]
    [TestCase("""{"environment":null,"reason":"x"}""")]
    [TestCase("""not json""")]
    public async Task Kill_Malformed_Is400AndKillsNothing(string body)
    {
        using var answer = await _server.Admin.PostAsync(
            new Uri("/api/flags/checkout/kill", UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), await answer.Content.ReadAsStringAsync());
        Assert.That(await _server.HistoryAsync("action=kill"), Is.Empty);
    }

    [Test]
    public async Task Evidence_ReportedTwiceByTwoInstances_CountsUnitsOnce()
    {
        const string Start = "2026-11-21T00:00:00Z";
        const string Rollout = "r/production/*/1";
        var begin = new
        {
            environment = "production",
            action = "advance",
            reason = "It begins.",
            rollout = Rollout,
            stage = 0,
            epoch = 1,
            share = 5000
        };
        (await _server.Admin.PostAsJsonAsync("/api/flags/r/ramp", begin)).Dispose();
        for (var instance = 0; instance < 2; instance++)
        {
            var report = new
            {
                epoch = new { rollout = Rollout, number = 1, start = Start },
                instance = Guid.NewGuid(),
                sequence = 1,
                observations = new object[][] { ["errors", 0, "00000000000000ff", 0], ["errors", -1, "0000000000000001", 0] },
                tallies = new object[][] { ["requests", 0, 10] },
            };
            for (var time = 0; time < 2; time++)
            {
                using var answer = await _server.Admin.PostAsJsonAsync("/api/guard/evidence", report);
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await answer.Content.ReadAsStringAsync());
            }
        }

        var evidence = await _server.Admin.GetFromJsonAsync<JsonElement>($"/api/guard/evidence?rollout={Rollout}&number=1&start={Start}");
        Assert.That(evidence.GetProperty("units").GetInt64(), Is.EqualTo(2));
        Assert.That(evidence.GetProperty("counts").EnumerateArray().Where(c => c[1].GetString() == "requests").Sum(c => c[4].GetInt64()),
            Is.EqualTo(20));
    }

    private async Task<HttpStatusCode> RampAsync(string action)
    {
        using var answer = await _server.Admin.PostAsJsonAsync(
            "/api/flags/checkout/ramp", new { environment = "production", action, reason = "test" });
        return answer.StatusCode;
    }

    private async Task<string?> ReasonAsync()
    {
        using var answer = await _server.Admin.PostAsJsonAsync(
            "/ofrep/v1/evaluate/flags/checkout", new { context = new { targetingKey = "u1" } });
        return (await TestServer.JsonAsync(answer)).GetProperty("reason").GetString();
    }

    private static string Warnings(JsonElement answer) =>
        string.Join('\n', answer.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));

    private Task<HttpResponseMessage> RampAsync(string rollout, string action) => _server.Admin.PostAsJsonAsync(
        "/api/flags/checkout/ramp", new { environment = "production", action, reason = "x", rollout, stage = 0, epoch = 1, share = 0 });

    private async Task<IEnumerable<JsonProperty>> RampsAsync() =>
        [.. (await _server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/production")).GetProperty("state").GetProperty("ramps")
            .EnumerateObject()];
}
