using System.Globalization;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Readouts;

[TestFixture]
internal sealed class DecisionLaws
{
    [Test]
    [Rule("the same data give the same decision")]
    public void Decide_RowsInAnyOrderAndSomeTwice_SameDecisionAndSameEvidence() => Prop.ForAll<int, uint>((seed, percent) =>
    {
        var results = new Results { Days = 12, TreatmentOrders = 0.3 + (percent % 10 / 100.0), ControlUnits = 1_003, TreatmentUnits = 997 };
        var random = new Random(seed);
        var shuffled = results.Data with
        {
            Kpis = [.. results.Data.Kpis.Concat(results.Data.Kpis.Take(9)).OrderBy(_ => random.Next())],
            Exposures = [.. results.Data.Exposures.Concat(results.Data.Exposures.Take(3)).OrderBy(_ => random.Next())],
        };
        return Json(results.Decide()) == Json(ExperimentDecision.Decide(Results.Experiment, shuffled, results.Now));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Codec_WrittenAndReadAgain_IsTheSameEvidence() => Prop.ForAll<uint, double>((days, odd) =>
    {
        var data = new Results
        {
            Days = 1 + (int)(days % 5),
            ControlOrders = double.IsFinite(odd)
                ? Math.Abs(odd % 1)
                : 0.5
        }.Data with
        { ExcludedUnits = days, LastRefresh = new(2026, 12, 2, 1, 2, 3, TimeSpan.FromHours(1)) };
        var again = ExperimentDataCodec.Read(ExperimentDataCodec.Write(data));
        return ExperimentDataCodec.HashOf(again) == ExperimentDataCodec.HashOf(data) && again.Kpis.Count == data.Kpis.Count
            && again.ExcludedUnits == data.ExcludedUnits;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Codec_LoadedAnotherTime_IsTheSameEvidence()
    {
        var data = new Results { Days = 2 }.Data;
        Assert.That(ExperimentDataCodec.HashOf(data with { LastRefresh = new(2026, 12, 2, 1, 2, 3, TimeSpan.Zero) }),
            Is.EqualTo(ExperimentDataCodec.HashOf(data with { LastRefresh = null })));
    }

    [TestCase(28, 0.33)]
    [TestCase(28, 0.27)]
    [TestCase(3, 0.30)]
    [TestCase(0, 0.30)]
    public void DecisionCodec_WrittenAndReadAgain_SaysTheSame(int days, double orders)
    {
        var written = Json(new Results { Days = days, TreatmentOrders = orders }.Decide());
        Assert.That(Json(DecisionCodec.Read(JsonElement.Parse(written))), Is.EqualTo(written));
    }

    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"recommendation":"perhaps"}""")]
    public void DecisionCodec_Nonsense_IsAFormatException(string json) =>
        Assert.That(() => DecisionCodec.Read(JsonElement.Parse(json)), Throws.TypeOf<FormatException>());

    [Test]
    public void HashOf_OneNumberDiffers_Differs() => Assert.That(
        ExperimentDataCodec.HashOf(new Results { Days = 1 }.Data),
        Is.Not.EqualTo(ExperimentDataCodec.HashOf(new Results { Days = 1, TreatmentOrders = 0.301 }.Data)));

    /// <summary>The hash of the canonical text, which anybody can compute: a promise to whoever keeps readouts.</summary>
    [Test]
    public void Write_OneExposure_IsThisText() => Assert.That(
        Encoding.UTF8.GetString(ExperimentDataCodec.Write(new()
        {
            Exposures = [new() { Variant = "on", Cohort = new(2026, 12, 1), Units = 5 }],
        })),
        Is.EqualTo("""{"schema":1,"kpis":[],"exposures":[{"variant":"on","cohort":"2026-12-01","units":5}],"excludedUnits":0}"""));

    [Test]
    public void Write_RowsOfEveryKind_AreWhatAnyJsonWriterWrites() => Prop.ForAll<double, long, int>((number, units, seed) =>
    {
        var random = new Random(seed);
        string[] names = ["m", "a \"quoted\" name", "größe", "<b>"];
        double[] numbers = [number, -0.0, 1e300, 5e-324, 0.1 + 0.2, double.NaN, double.PositiveInfinity, random.NextDouble()];
        double Any() => numbers[random.Next(numbers.Length)];
        var kpis = Enumerable.Range(0, Math.Abs(seed % 2) * 900 + 20).Select(day => new KpiValue
        {
            Variant = names[random.Next(names.Length)],
            Metric = names[random.Next(names.Length)],
            Cohort = new DateOnly(2026, 12, 1).AddDays(day),
            Statistics = random.Next(3) switch
            {
                0 => SampleStatistics.OfProportion(units, random.Next()),
                1 => SampleStatistics.OfMean(units, Any(), Any()),
                _ => SampleStatistics.OfRatio(units, Any(), Any(), Any(), Any(), Any()),
            },
            RefreshedAt = new DateTimeOffset(2026, 12, 2, 1, 2, 3, TimeSpan.FromHours(1)).AddTicks(random.Next(3)),
        }).ToList();
        var data = CanonicalRows.Of(new() { Kpis = kpis });
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) WritePlainly(json, data);
        return ExperimentDataCodec.Write(data).AsSpan().SequenceEqual(stream.ToArray());
    }).QuickCheckThrowOnFailure();

    [TestCase("{}")]
    [TestCase("[")]
    [TestCase("""{"schema":2,"kpis":[],"exposures":[],"excludedUnits":0}""")]
    [TestCase("""{"schema":1,"kpis":[{}],"exposures":[],"excludedUnits":0}""")]
    [TestCase("""{"schema":1,"kpis":[],"exposures":[{"variant":"on","cohort":"x","units":5}],"excludedUnits":0}""")]
    public void Read_Nonsense_IsAFormatException(string json) =>
        Assert.That(() => ExperimentDataCodec.Read(Encoding.UTF8.GetBytes(json)), Throws.TypeOf<FormatException>());

    private static void WritePlainly(Utf8JsonWriter json, ExperimentData data)
    {
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteStartArray("kpis");
        foreach (var kpi in data.Kpis)
        {
            json.WriteStartObject();
            json.WriteString("variant", kpi.Variant);
            json.WriteString("metric", kpi.Metric);
            json.WriteString("cohort", kpi.Cohort.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            KpiJson.WriteSums(json, kpi.Statistics);
            json.WriteString("refreshedAt", kpi.RefreshedAt.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("exposures");
        json.WriteEndArray();
        json.WriteNumber("excludedUnits", 0);
        json.WriteEndObject();
    }

    private static string Json(Decision decision)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            DecisionCodec.Write(json, decision);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
