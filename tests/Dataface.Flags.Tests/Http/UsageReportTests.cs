using System.Text.Json;
using Dataface.Flags.State;
using Dataface.Flags.Telemetry;
using Dataface.Flags.Tests.Serving;

namespace Dataface.Flags.Tests.Http;

/// <summary>What a client tells its server of evaluations: all of them, each once, and in bounded reports.</summary>
[TestFixture, NonParallelizable]
internal sealed class UsageReportTests
{
    private HttpScenario _given = null!;

    [SetUp]
    public void Make()
    {
        _given = new HttpScenario();
        _given.Server.AsksForUsage = true;
    }

    [TearDown]
    public async Task End() => await _given.DisposeAsync();

    [Test]
    public async Task Report_ServerThatDoesNotAskForUsage_HasNone()
    {
        _given.Server.AsksForUsage = false;
        var client = await _given.StartAsync();
        await Eventually.HoldsAsync(() => _given.Server.Reports.Count > 0, "it has reported");
        client.IsEnabled("f");
        await client.DisposeAsync();
        Assert.That(_given.Server.Reports.Any(report => report.Body.TryGetProperty("usage", out _)), Is.False);
    }

    [Test, Rule("usage counts once")]
    public async Task Report_DefinitionsArePublishedMeanwhile_TellsEachEvaluationOnceAndTheRestWithTheGoodbye()
    {
        var client = await _given.StartAsync();
        var pinned = client.Pin();
        for (var round = 0; round < 5; round++)
        {
            Evaluate(client, pinned);
            var reports = _given.Server.Reports.Count;
            await Eventually.HoldsAsync(() => _given.Server.Reports.Count > reports, "there is one more report");
            _given.Server.Publish(round % 2 == 0 ? ServingDocument.OnToday("g") : ServingDocument.OnToday());
            await Eventually.HoldsAsync(() => client.IsEnabled("g") == (round % 2 == 0), "the document has come");
        }

        Evaluate(client, pinned);
        await client.DisposeAsync();
        Assert.That(_given.Server.Reports[^1].Body.GetProperty("leaves").GetBoolean(), Is.True);
        Assert.That(Told(), Is.EquivalentTo(client.ReadCounts().Append(Unknown("gone", 60)).Concat(Others())));

        // What a flag was evaluated for while no document defined it is told, too.
        IEnumerable<EvaluationCount> Others() => Told().Where(
            line => line.Reason == EvaluationReason.FlagNotFound && line.Flag is "f" or "g" && line.Variant == "");
    }

    [Test, Rule("usage counts once")]
    public async Task Report_AnswerIsLost_IsRepeatedUnchanged()
    {
        var lost = 3;
        _given.Server.InsteadOfReports = context =>
        {
            if (!_given.Server.Reports[^1].Body.TryGetProperty("usage", out _) || lost-- <= 0) return false;
            HttpFault.Problem(503, "not now")(context);
            return true;
        };
        var client = await _given.StartAsync();
        for (var i = 0; i < 10; i++) client.IsEnabled("f");
        await Eventually.HoldsAsync(
            () =>
            {
                client.IsEnabled("f");
                return lost < 0;
            },
            "it was taken after all");
        await client.DisposeAsync();
        var first = Usages().GroupBy(usage => usage.GetProperty("number").GetInt64()).MaxBy(usage => usage.Count())!;
        Assert.That(first.Count(), Is.GreaterThan(1));
        Assert.That(first.Select(usage => usage.GetRawText()).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Told(), Is.EquivalentTo(client.ReadCounts()));
    }

    [Test, Rule("an evaluation never allocates")]
    public async Task Evaluate_WhileUsageIsCounted_AllocatesNothing()
    {
        var client = await _given.StartAsync();
        var somebody = EvaluationContext.ForUser("u");
        var handle = FlagKey.Of("f");
        foreach (var (what, evaluate) in new (string, Action)[]
        {
            ("by text", () => client.IsEnabled("f", somebody)),
            ("by handle", () => client.IsEnabled(handle, somebody)),
            ("of a key that nobody defines", () => client.IsEnabled("gone", somebody)),
        })
        {
            Allocations.AssertNone(evaluate, 2_000, what);
            Allocations.AssertNoneInThreads(evaluate, 2_000, $"{what}, in threads");
        }
    }

    [Test]
    public async Task Report_OfAThousandUnknownKeys_TellsAHundred()
    {
        var client = await _given.StartAsync();
        await Eventually.HoldsAsync(() => Usages().Any(), "it knows that usage is wanted");
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 1_000; i++) client.IsEnabled($"made-up-{i}");
        }

        client.IsEnabled("no key, with user@example.com in it");
        await client.DisposeAsync();
        Assert.That(Told().Select(line => line.Flag), Has.Exactly(UnknownKeys.Most).StartsWith("made-up-").And.Exactly(0).Contain("@"));
        Assert.That(Told().Where(line => line.Flag != "f").Select(line => line.Count), Is.All.EqualTo(2));
    }

    [Test]
    public async Task Dispose_MoreThanAReportHolds_ReportsAllOfIt()
    {
        var flags = string.Join(", ", Enumerable.Range(0, 250).Select(i => $$"""
            "f{{i}}": { "owner": "t", "created": "{{ServingDocument.Today(0)}}", "expires": "{{ServingDocument.Today(30)}}" }
            """));
        _given.Server.Publish($$"""{ "schema": 1, "flags": { {{flags}} } }""");
        var client = await _given.StartAsync();
        await Eventually.HoldsAsync(() => Usages().Any(), "it knows that usage is wanted");
        for (var i = 0; i < 250; i++) client.IsEnabled($"f{i}");
        await client.DisposeAsync();
        Assert.That(Told(), Is.EquivalentTo(client.ReadCounts()));
        var sizes = Usages().Select(usage => usage.GetProperty("lines").GetArrayLength());
        Assert.That(sizes, Is.All.LessThanOrEqualTo(UnreportedUsage.MostLines));
        Assert.That(_given.Server.Reports.Count(report => report.Body.TryGetProperty("leaves", out _)), Is.EqualTo(1));
    }

    private static void Evaluate(FlagClient client, FlagSnapshot pinned)
    {
        for (var i = 0; i < 10; i++)
        {
            client.IsEnabled("f");
            client.IsEnabled("gone");
            pinned.IsEnabled("f");
        }
    }

    private IEnumerable<JsonElement> Usages() =>
        from report in _given.Server.Reports
        where report.Body.TryGetProperty("usage", out _)
        select report.Body.GetProperty("usage");

    /// <summary>What a server would count: each number once.</summary>
    private List<EvaluationCount> Told() =>
    [
        .. Usages().DistinctBy(usage => usage.GetProperty("number").GetInt64())
            .SelectMany(usage => usage.GetProperty("lines").EnumerateArray()).Select(Line)
            .GroupBy(line => (line.Flag, line.Variant, line.Reason))
            .Select(same => same.First() with { Count = same.Sum(line => line.Count) }),
    ];

    private static EvaluationCount Line(JsonElement line) => new()
    {
        Flag = line.GetProperty("flag").GetString()!,
        Variant = line.GetProperty("variant").GetString()!,
        Reason = Enum.GetValues<EvaluationReason>().Single(r => ReasonNames.DetailedOf(r) == line.GetProperty("reason").GetString()),
        Count = line.GetProperty("count").GetInt64(),
    };

    private static EvaluationCount Unknown(string key, long count) =>
        new() { Flag = key, Variant = "", Reason = EvaluationReason.FlagNotFound, Count = count };
}
