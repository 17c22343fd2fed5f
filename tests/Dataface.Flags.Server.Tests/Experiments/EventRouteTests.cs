using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>
/// Raw events, from a service's evaluations to the experiment's figures, on the server with a data folder and on that with PostgreSQL.
/// </summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class EventRouteTests(bool isPostgres)
{
    private TestDatabase? _database;
    private TemporaryFolder _folder = null!;
    private TestServer _server = null!;

    [SetUp]
    public async Task Start()
    {
        _folder = new TemporaryFolder();
        if (isPostgres) _database = await TestDatabase.CreateAsync();
        _server = await StartAsync();
        await RunningExperiment.AddAsync(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Evaluations_OfAServiceWithTheHttpSink_AreExposuresOfTheExperiment()
    {
        var secret = await _server.MakeKeyAsync("shop", "read", "operate", "report");
        var served = new List<string?>();
        await using (var client = await FlagClient.StartAsync(options =>
        {
            options.Environment = "production";
            options.UseHttp(_server.Address.AbsoluteUri, http => http.ApiKey = secret);
            options.UseExposureServer(_server.Address.AbsoluteUri, http => http.ApiKey = secret);
            options.UnitSecret = "a secret of at least thirty-two characters";
            options.Exposures.FlushTimeout = TimeSpan.FromSeconds(60);
        }))
        {
            for (var i = 0; i < 2_500; i++)
            {
                var answer = client.Evaluate("checkout-v2", EvaluationContext.ForUser($"user-{i}"));
                if (answer.Reason != EvaluationReason.OutsideRollout) served.Add(answer.Variant);
            }
        }

        Assert.That(served, Has.Count.InRange(80, 170), "about 5 % are in the step");
        await Eventually.HoldsAsync(() => Units().Sum(u => u.Value) == served.Count, "all exposures are counted");
        Assert.That(Units()["on"], Is.EqualTo(served.Count(variant => variant == "on")));
    }

    [Test]
    public async Task Track_ByAServiceWithTheHttpSink_IsTheMetricsResult()
    {
        var secret = await _server.MakeKeyAsync("shop", "read", "operate", "report");
        var sides = new Dictionary<string, int> { ["on"] = 0, ["off"] = 0 };
        await using (var client = await FlagClient.StartAsync(options =>
        {
            options.Environment = "production";
            options.UseHttp(_server.Address.AbsoluteUri, http => http.ApiKey = secret);
            options.UseExposureServer(_server.Address.AbsoluteUri, http => http.ApiKey = secret);
            options.UnitSecret = "a secret of at least thirty-two characters";
            options.Exposures.FlushTimeout = TimeSpan.FromSeconds(60);
        }))
        {
            for (var i = 0; sides.Values.Min() < 20; i++)
            {
                var user = EvaluationContext.ForUser($"user-{i}");
                var answer = client.Evaluate("checkout-v2", user);
                client.Track("order_placed", EvaluationContext.ForUser($"stranger-{i}"), 1_000);
                if (answer.Reason == EvaluationReason.OutsideRollout || sides[answer.Variant!]++ % 4 != 0) continue;
                client.Track("order_placed", user, answer.Value ? 49.90 : 10);
                client.Track("order_placed", user, 0.10);
            }
        }

        await Eventually.HoldsAsync(() => Units().Sum(u => u.Value) == sides.Values.Sum(), "all exposures are counted");
        foreach (var (variant, spent) in new[] { ("on", 50.0), ("off", 10.1) })
        {
            var mean = (sides[variant] + 3) / 4 * spent / sides[variant];
            await Eventually.HoldsAsync(
                () => Kpi("revenue", variant) is { } kpi && Math.Abs(kpi.GetProperty("value").GetDouble() - mean) < 1e-9,
                $"every fourth with '{variant}' has spent {spent}, and nobody else");
        }
    }

    [Test]
    public async Task Add_ExposuresAndOutcomes_AreValuesOfTheExperimentMomentsLater()
    {
        var events = Enumerable.Range(0, 100).SelectMany(i => new[]
        {
            Event($"x{i}", "dataface.flags.exposure", -60,
                $"\"unit\":\"u{i}\",\"flag\":\"checkout-v2\",\"variant\":\"{(i % 2 == 0 ? "on" : "off")}\""),
            Event($"o{i}", "order_placed", -30, $"\"unit\":\"u{(i % 10 == 0 ? i : 1_000 + i)}\",\"attributes\":{{\"amount\":20}}"),
        }).ToList();
        await Eventually.HoldsAsync(
            () => Loads().Any(load => load.GetProperty("status").GetString() == "succeeded"), "events are looked at");
        var first = await SendAsync(events);
        Assert.That((first.GetProperty("accepted").GetInt32(), first.GetProperty("duplicates").GetInt32()), Is.EqualTo((200, 0)));
        Assert.That((await SendAsync(events)).GetProperty("duplicates").GetInt32(), Is.EqualTo(200));
        await Eventually.HoldsAsync(
            () => Kpi("revenue", "on") is { } kpi && kpi.GetProperty("units").GetInt64() == 50, "the events are aggregated");
        Assert.That(Kpi("revenue", "on")!.Value.GetProperty("value").GetDouble(), Is.EqualTo(20 * 10 / 50.0));
        Assert.That(Kpi("revenue", "off")!.Value.GetProperty("value").GetDouble(), Is.Zero);
        await Eventually.HoldsAsync(() => Loads().Any(load => load.TryGetProperty("lagSeconds", out _)), "the load is told of");
        var refresh = Loads().First(load => load.TryGetProperty("lagSeconds", out _));
        Assert.That(refresh.GetProperty("status").GetString(), Is.EqualTo("succeeded"));
        Assert.That(refresh.GetProperty("lagSeconds").GetDouble(), Is.InRange(3_500, 4_500), "exposures of an hour ago");

        IEnumerable<JsonElement> Loads() =>
            _server.Admin.GetFromJsonAsync<JsonElement>("/api/experiments/one-page/refreshes").Result.EnumerateArray();
    }

    [Test, Rule("an event counts once")]
    public async Task Add_FromManySendersAtOnce_CountsEachEventOnce()
    {
        const int Overlap = 200;
        var events = Enumerable.Range(0, 9 * Overlap)
            .Select(i => Event($"m{i}", "dataface.flags.exposure", -60 - i,
                $"\"unit\":\"u{i}\",\"flag\":\"checkout-v2\",\"variant\":\"{(i % 2 == 0 ? "on" : "off")}\"")).ToList();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(sender => SendAsync(events.Skip(sender * Overlap).Take(2 * Overlap))));
        Assert.That(answers.Sum(a => a.GetProperty("accepted").GetInt32()), Is.EqualTo(events.Count));
        Assert.That(answers.Sum(a => a.GetProperty("duplicates").GetInt32()), Is.EqualTo(7 * Overlap));
        await Eventually.HoldsAsync(
            () => Units().Sum(u => u.Value) == events.Count, "all are counted, those too that came while others were");
    }

    [Test]
    public async Task Add_SomeBadEventsInABatch_KeepsTheOthersAndNamesTheReasons()
    {
        var answer = await SendAsync(
        [
            Event("1", "order_placed", 0, "\"unit\":\"u\""),
            Event("2", "order_placed", 0, "\"unit\":\"u\",\"attributes\":{\"email\":\"a@b\"}"),
            Event("3", "order_placed", 60, "\"unit\":\"u\""),
            Event("4", "order_placed", 0, "\"unit\":\"u\"").Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal),
        ]);
        Assert.That(answer.GetProperty("accepted").GetInt32(), Is.EqualTo(1));
        Assert.That(answer.GetProperty("refused").EnumerateArray()
            .Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("code").GetString())),
            Is.EqualTo(new[] { (1, "attribute-not-allowed"), (2, "future"), (3, "unknown-version") }));
        Assert.That(await CountAsync(isExposure: false), Is.EqualTo(1));
    }

    /// <summary>
    /// One number that cannot be squared, or one time without a calendar, would end the aggregation of everybody's events.
    /// </summary>
    [Test]
    [Rule("bad input loses nothing")]
    public async Task Add_EventsThatNoSumCanHold_AreRefusedAndTheOthersAreAggregated()
    {
        string Exposure(string id, string unit, string variant) =>
            Event(id, "dataface.flags.exposure", -60, $"\"unit\":\"{unit}\",\"flag\":\"checkout-v2\",\"variant\":\"{variant}\"");
        string Order(string id, string amount) => Event(id, "order_placed", -30, $"\"unit\":\"u1\",\"attributes\":{{\"amount\":{amount}}}");
        var never = System.Text.RegularExpressions.Regex.Replace(
            Exposure("7", "u3", "on"), "\"time\":\"[^\"]+\"", "\"time\":\"0001-01-01T00:00:00Z\"");
        var answer = await SendAsync(
            [Exposure("1", "u1", "on"), Exposure("2", "u2", "off"), Order("3", "20"), Order("4", "1e200"), Order("5", "1e-200"),
                Order("6", "\"much\""), never]);
        Assert.That(answer.GetProperty("refused").EnumerateArray().Select(r => r.GetProperty("code").GetString()),
            Is.EqualTo(new[] { "attribute-not-usable", "attribute-not-usable", "past" }));
        await Eventually.HoldsAsync(() => Kpi("revenue", "on") is { } kpi && kpi.GetProperty("value").GetDouble() == 20,
            "the good ones count, and text is no amount");
    }

    [TestCase("[]", 400)]
    [TestCase("[{", 400)]
    [TestCase("[1]", 422)]
    public async Task Add_InvalidBatch_IsRefused(string body, int status)
    {
        using var answer = await PostAsync(body);
        Assert.That(((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType),
            Is.EqualTo((status, "application/problem+json")));
    }

    [Test]
    public async Task Sink_ServerAwayForAWhile_DeliversEverythingWhenItIsBack()
    {
        var secret = await _server.MakeKeyAsync("shop", "report");
        var address = _server.Address.AbsoluteUri;
        await using var client = await FlagClient.StartAsync(options =>
        {
            options.Environment = "production";
            options.AddProvider(new Dataface.Flags.Providers.InMemoryFlagConfigProvider(TestDocument.ControlOutside("checkout-v2")));
            options.UseExposureServer(address, http => http.ApiKey = secret);
            options.UnitSecret = "a secret of at least thirty-two characters";
        });
        await _server.DisposeAsync();
        for (var i = 0; i < 300; i++)
        {
            var user = EvaluationContext.ForUser($"user-{i}");
            client.IsEnabled("checkout-v2", user);
            client.Track("order_placed", user, i);
        }

        _server = await StartAsync("--urls", address);
        foreach (var isExposure in new[] { true, false })
            await Eventually.HoldsAsync(() => CountAsync(isExposure).Result == 300, "what waited has arrived, once each");
    }

    private Task<TestServer> StartAsync(params string[] args) => TestServer.StartAsync(
        _folder["data"], [.. _database is null ? [] : new[] { "--postgres", _database.ConnectionString }, "--Server:RefreshSeconds=0.1",
            .. args]);

    private async Task<long> CountAsync(bool isExposure)
    {
        if (_database is not null)
            return (long)(await _database.RunAsync($"SELECT count(*) FROM metrics.{(isExposure ? "exposure" : "outcome")}_events"))!;
        using var connection = SqliteConnections.OpenReader(Path.Combine(_folder["data"], SqliteDatabase.FileName));
        return connection.Value<long>($"SELECT count(*) FROM events WHERE flag IS {(isExposure ? "NOT " : "")}NULL");
    }

    private static string Event(string id, string type, int minutes, string data) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"specversion\":\"1.0\",\"id\":\"{id}\",\"source\":\"test\",\"type\":\"{type}\""
            + $",\"time\":\"{DateTime.UtcNow.AddMinutes(minutes):O}\",\"data\":{{\"v\":1,{data}}}}}");

    private async Task<JsonElement> SendAsync(IEnumerable<string> events)
    {
        using var answer = await PostAsync($"[{string.Join(',', events)}]");
        return await TestServer.JsonAsync(answer);
    }

    private Task<HttpResponseMessage> PostAsync(string body) =>
        _server.Admin.PostAsync(
            new Uri("/api/events", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/cloudevents-batch+json"));

    private Dictionary<string, long> Units() =>
        Experiment().GetProperty("exposures").EnumerateArray()
            .ToDictionary(e => e.GetProperty("variant").GetString()!, e => e.GetProperty("units").GetInt64());

    private JsonElement? Kpi(string metric, string variant)
    {
        var variants = Experiment().GetProperty("kpis").EnumerateArray().Single(k => k.GetProperty("metric").GetString() == metric)
            .GetProperty("variants").EnumerateArray();
        foreach (var value in variants)
        {
            if (value.GetProperty("variant").GetString() == variant) return value;
        }

        return null;
    }

    private JsonElement Experiment() => _server.Admin.GetFromJsonAsync<JsonElement>("/api/experiments/one-page").Result;
}
