using System.Text;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Experiments.Summaries;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Postgres.Tests.Docs;

/// <summary>The query of the page, on a database, gives what is summed up: one column for each kind of metric.</summary>
[TestFixture]
internal sealed class RawDataPageTests : DatabaseFixture
{
    private const string Tables = """
        CREATE TABLE exposures (unit text, flag text, variant text, at timestamptz);
        CREATE TABLE events (unit text, type text, at timestamptz, value numeric);
        INSERT INTO exposures VALUES
          ('a', 'checkout-v2', 'on', '2026-12-01 10:00Z'), ('a', 'checkout-v2', 'on', '2026-12-03 10:00Z'),
          ('b', 'checkout-v2', 'off', '2026-12-01 11:00Z'),
          ('c', 'checkout-v2', 'on', '2026-12-02 09:00Z'), ('c', 'checkout-v2', 'off', '2026-12-02 10:00Z'),
          ('d', 'other', 'on', '2026-12-02 10:00Z');
        INSERT INTO events VALUES
          ('a', 'order_placed', '2026-12-01 09:00Z', 99), ('a', 'order_placed', '2026-12-02 10:00Z', 12.5),
          ('a', 'order_placed', '2026-12-04 10:00Z', 7.5),
          ('a', 'order_placed', '2026-12-20 10:00Z', 5), ('a', 'page_viewed', '2026-12-01 10:05Z', NULL),
          ('a', 'session_started', '2026-12-09 10:00Z', NULL),
          ('a', 'item_bought', '2026-12-02 10:00Z', 3), ('a', 'request_failed', '2026-12-02 10:00Z', NULL),
          ('a', 'request_handled', '2026-12-02 10:00Z', NULL),
          ('a', 'request_handled', '2026-12-02 10:01Z', NULL), ('a', 'page_served', '2026-12-02 10:00Z', 180),
          ('a', 'page_served', '2026-12-02 10:01Z', 220),
          ('c', 'order_placed', '2026-12-02 12:00Z', 1000);
        """;

    [Test]
    public async Task Query_OfThePage_GivesTheRowsThatAreSummedUp()
    {
        var page = (await File.ReadAllTextAsync(TestFile.Path("docs", "raw-data.md"))).ReplaceLineEndings("\n");
        var query = page.Split("```sql\n")[1].Split("\n```")[0].TrimEnd(';', '\n');
        await Database.RunAsync(Tables);
        var csv = await Database.RunAsync($"""
            SELECT string_agg(concat_ws(',', unit, variant, to_char(exposed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), orders,
                pages, revenue, returned,
              items, items_denominator, errors, errors_denominator, latency, latency_denominator), E'\n') FROM ({query}) AS u
            """);
        using var summary = new UnitSummary(Experiment, new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        const string Header = "unit,variant,exposed_at,orders,pages,revenue,returned,items,items_denominator,errors,errors_denominator,"
            + "latency,latency_denominator\n";
        summary.Add("units.csv", new MemoryStream(Encoding.UTF8.GetBytes(Header + csv)));
        var result = summary.End(new(2026, 12, 31, 0, 0, 0, TimeSpan.Zero));
        Assert.That(result.Problems, Is.Empty);
        Assert.That((result.Units, result.Data!.ExcludedUnits), Is.EqualTo((3L, 1L)),
            "who saw both is left out, who saw another flag is not there");
        SampleStatistics Of(string metric) => result.Data.Kpis
            .Single(k => k is { Variant: "on", Cohort.Day: 1 } && k.Metric == metric).Statistics;
        Assert.That(Of("orders"), Is.EqualTo(SampleStatistics.OfProportion(1, 1)));
        Assert.That(Of("pages"), Is.EqualTo(SampleStatistics.OfMean(1, 1, 1)));
        Assert.That(Of("revenue"), Is.EqualTo(SampleStatistics.OfMean(1, 20, 400)),
            "what was before the exposure, or after the window, is not counted");
        Assert.That(Of("returned"), Is.EqualTo(SampleStatistics.OfProportion(1, 1)));
        Assert.That(Of("items"), Is.EqualTo(SampleStatistics.OfRatio(1, 3, 9, 3, 9, 9)));
        Assert.That(Of("errors"), Is.EqualTo(SampleStatistics.OfRatio(1, 1, 1, 2, 4, 2)));
        Assert.That(Of("latency"), Is.EqualTo(SampleStatistics.OfRatio(1, 400, 160_000, 2, 4, 800)));
    }

    private static ExperimentDefinition Experiment => Dataface.Flags.Experiments.Tests.Given.Experiment with
    {
        Metrics =
        [
            new() { Name = "orders", Kind = MetricKind.Conversion, Event = "order_placed" },
            new() { Name = "pages", Kind = MetricKind.Engagement, Event = "page_viewed" },
            new() { Name = "revenue", Kind = MetricKind.Engagement, Event = "order_placed", Value = "amount" },
            new() { Name = "returned", Kind = MetricKind.Retention, Event = "session_started" },
            new() { Name = "items", Kind = MetricKind.Ratio, Event = "item_bought", Denominator = "order_placed" },
            new() { Name = "errors", Kind = MetricKind.ErrorRate, Event = "request_failed", Denominator = "request_handled" },
            new() { Name = "latency", Kind = MetricKind.Latency, Event = "page_served", Value = "duration_ms" },
        ],
    };
}
