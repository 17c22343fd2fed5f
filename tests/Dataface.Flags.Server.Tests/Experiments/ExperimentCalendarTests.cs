using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>What REST and board say of units, days and loads.</summary>
[TestFixture]
internal sealed class ExperimentCalendarTests
{
    private const string Route = "/api/experiments/one-page";

    private TestServer _server = null!;

    [SetUp]
    public async Task Start() => _server = await TestServer.StartAsync();

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    [Rule("REST and board show one population")]
    public async Task Get_UnitsWithAnOpenWindow_AreCountedSeparately()
    {
        await RunningExperiment.AddAsync(_server);
        await RunningExperiment.LoadAsync(_server);
        await LoadAsync(Late("off", 500, 400), Late("on", 500, 0));
        var on = (await GetAsync(Route)).GetProperty("kpis")[0].GetProperty("variants")[1];
        Assert.That(on.GetProperty("units").GetInt64(), Is.EqualTo(24_000));
        Assert.That(on.GetProperty("value").GetDouble(), Is.EqualTo(0.13).Within(1e-12));
        Assert.That(on.GetProperty("unitsLeftOut").GetInt64(), Is.EqualTo(500));
        var decision = await GetAsync(Route + "/decision");
        Assert.That(decision.GetProperty("readouts")[0].GetProperty("treatment").GetProperty("units").GetInt64(), Is.EqualTo(24_000));
        var sample = decision.GetProperty("samples")[0];
        Assert.That(sample.GetProperty("units").GetInt64(), Is.EqualTo(48_000));
        Assert.That(sample.GetProperty("text").GetString(), Does.StartWith("orders: 48,000 of "));
        using var visitor = await Board.BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        var page = WebUtility.HtmlDecode(await visitor.ReadAsync("/experiments/one-page"));
        Assert.That(page, Does.Contain("1,000 more units are not counted: their window is not over").And.Contain("24,000"));
        Assert.That(page, Does.Contain("""<progress max="100" value="100" aria-label="Sample of orders">100 %</progress>"""));
        Assert.That(page, Does.Contain("these figures still grow"), "revenue has no window");
    }

    [Test]
    public async Task Get_Draft_ShowsWhatItsPlanTakes()
    {
        var yaml = ExperimentDocument.Yaml().Replace("difference_lower, comparison: at_most, threshold: 2 %",
            "difference_upper, comparison: at_most, threshold: 2 %", StringComparison.Ordinal);
        using var body = new StringContent(yaml, System.Text.Encoding.UTF8, "application/yaml");
        using (var added = await _server.Admin.PostAsync(
            new Uri("/api/experiments", UriKind.Relative), body)) added.EnsureSuccessStatusCode();
        using var visitor = await Board.BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        var page = WebUtility.HtmlDecode(await visitor.ReadAsync("/experiments/one-page"));
        Assert.That(page, Does.Match("orders: [0-9,]+ units\\. The plan takes [0-9]+ days at 4,000 units a day"));
        Assert.That(page, Does.Contain("errors higher by at most 0.02: the number of units needed is not known"));
    }

    [Test]
    [Rule("loads that fill in the past say nothing of how fast data come")]
    public async Task AddKpis_RowsOfThePast_HaveNoLag()
    {
        await RunningExperiment.AddAsync(_server);
        await SendAsync(ExperimentDocument.Results(DateTimeOffset.UtcNow.AddDays(-2)));
        Assert.That(await LagAsync(), Is.Null, "older than the registration");
        Assert.That((await LevelAsync()).GetProperty("count").GetInt64(), Is.Zero);
        await SendAsync(ExperimentDocument.Results(DateTimeOffset.UtcNow));
        Assert.That(await LagAsync(), Is.Not.Null.And.LessThan(60));
        await LoadAsync(Late("off", 500, 40) with { RefreshedAt = DateTimeOffset.UtcNow.AddHours(-1) });
        Assert.That(await LagAsync(), Is.Null, "no newer than what is there");
        var level = await LevelAsync();
        Assert.That(level.GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That(level.GetProperty("isMet").GetBoolean());
    }

    /// <summary>A row of yesterday, whose window of a day is open.</summary>
    private static Row Late(string variant, long units, long sum) =>
        new("orders", variant, ExperimentDocument.Day(-1), "proportion", units, sum, DateTimeOffset.UtcNow);

    private Task LoadAsync(params Row[] kpis) => SendAsync(new { kpis });

    private async Task SendAsync(object rows)
    {
        using var answer = await _server.Admin.PostAsJsonAsync(Route + "/kpis", rows);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private async Task<double?> LagAsync() =>
        (await GetAsync(Route + "/refreshes"))[0].TryGetProperty("lagSeconds", out var lag) && lag.ValueKind == JsonValueKind.Number
            ? lag.GetDouble() : null;

    private async Task<JsonElement> LevelAsync() => (await GetAsync("/api/experiments/service-levels")).GetProperty("telemetryP95Seconds");

    private Task<JsonElement> GetAsync(string route) => _server.Admin.GetFromJsonAsync<JsonElement>(route);

    private sealed record Row(string Metric, string Variant, string Cohort, string Kind, long Units, long Sum, DateTimeOffset RefreshedAt);
}
