using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.ExperimentProblemCode;

namespace Dataface.Flags.Experiments.Tests.Readouts;

[TestFixture]
internal sealed class ExperimentDataFileTests
{
    public const string Header =
        "variant,metric,cohort,kind,units,sum,sumOfSquares,denominatorSum,denominatorSumOfSquares,crossSum,refreshedAt\n";

    private const string Good = "on,orders,2026-12-01,proportion,1000,310,,,,,2026-12-19T06:00:00Z\n";

    /// <summary>What only files of results can have.</summary>
    public static IReadOnlyList<string> Codes { get; } =
        [InvalidRow, UnknownColumn, UnknownKpi, UnknownArm, WrongKind, DamagedSums, FromTheFuture, OutsideRun, ContradictsRow, NoRows];

    private static IEnumerable<TestCaseData> Bad()
    {
        (string Code, int Line, string Text)[] all =
        [
            (NoRows, 1, ""), (NoRows, 1, Header), (UnknownColumn, 1, "variant,metric,cohort,kind,units,total\n"),
            (UnknownColumn, 1, "variant,metric\n"),
            (InvalidRow, 3, Header + Good + "on,orders,2026-12-01,proportion,-5,310,,,,,2026-12-19T06:00:00Z"),
            (InvalidRow, 2, Header + "on,orders,1.12.2026,proportion,5,1,,,,,2026-12-19"),
            (InvalidRow, 2, Header + "on,orders,2026-12-01,proportion,5,1.5,,,,,2026-12-19"),
            (InvalidRow, 2, Header + "on,orders,2026-12-01,share,5,1,,,,,2026-12-19"),
            (InvalidRow, 2, Header + "on,orders,2026-12-01,proportion,5,1,,,,,yesterday"),
            (InvalidRow, 2, Header + "on,revenue,2026-12-01,mean,5,NaN,1,,,,2026-12-19"),
            (InvalidRow, 2, Header + "on,revenue,2026-12-01,mean,5,1,,,,,2026-12-19"),
            (InvalidRow, 2, Header + ",orders,2026-12-01,proportion,5,1,,,,,2026-12-19"),
            (InvalidRow, 2, Header + "\"on,orders,2026-12-01,proportion,5,1"), (InvalidRow, 2, Header + Good.TrimEnd() + ",more,"),
            (UnknownKpi, 2, Header + "on,order,2026-12-01,proportion,5,1,,,,,2026-12-19"),
            (UnknownArm, 2, Header + "onn,orders,2026-12-01,proportion,5,1,,,,,2026-12-19"),
            (WrongKind, 2, Header + "on,orders,2026-12-01,mean,5,1,1,,,,2026-12-19"),
            (DamagedSums, 2, Header + "on,orders,2026-12-01,proportion,5,6,,,,,2026-12-19"),
            (DamagedSums, 2, Header + "on,revenue,2026-12-01,mean,10,100,1,,,,2026-12-19"),
            (FromTheFuture, 2, Header + "on,orders,2026-12-22,proportion,5,1,,,,,2026-12-19"),
            (FromTheFuture, 2, Header + "on,orders,2026-12-01,proportion,5,1,,,,,2026-12-21"),
            (ContradictsRow, 3, Header + Good + Good.Replace("310", "311", StringComparison.Ordinal)),
            (UnknownColumn, 1, "variant,metric,cohort,kind,units,variant\n" + Good),
            (InvalidRow, 2, Header + "on,orders,2026-12-01,proportion,9223372036854775807,1,,,,,2026-12-19"),
            (InvalidRow, 2, Header + "on,,2026-12-01,exposure,-5"), (InvalidRow, 2, Header + "on,,0001-01-01,exposure,5"),
            (DamagedSums, 2, Header + "on,orders,2026-12-01,proportion,5,-1,,,,,2026-12-19"),
            (DamagedSums, 2, Header + "on,revenue,2026-12-01,mean,10,0,-1,,,,2026-12-19"),
            (DamagedSums, 2, Header + "on,orders,2026-12-01,proportion,0,1,,,,,2026-12-19"),
            (ContradictsRow, 3, Header + "on,,2026-12-01,exposure,5\non,,2026-12-01,exposure,6"),
        ];
        return all.Select((c, i) => new TestCaseData(c.Code, c.Line, c.Text).SetName($"Read_BadCsv_{c.Code}_{i}"));
    }

    [TestCaseSource(nameof(Bad))]
    [Rule("bad input loses nothing")]
    public void Read_BadCsv_IsRefusedWholeWithTheLine(string code, int line, string text)
    {
        var result = Read("kpis.csv", text);
        Assert.That(result.Data, Is.Null);
        Assert.That(result.Problems.Select(p => (p.Code, p.Line)), Is.EqualTo(new[] { (code, line) }), string.Join('\n', result.Problems));
        Assert.That(result.Problems[0].Remedy, Is.Not.Empty);
    }

    [TestCase("""{"variant":"on","metric":"orders","cohort":"2026-12-01","kind":"proportion","units":1000,"sum":310"""
        + ""","refreshedAt":"2026-12-19T06:00:00Z"}""", null)]
    [TestCase("""{"variant":"on","cohort":"2026-12-01","units":1000}""", null)]
    [TestCase("{", InvalidRow)]
    [TestCase("""{"variant":"on","cohort":"2026-12-01","units":-1}""", InvalidRow)]
    [TestCase("""{"variant":"o\ud800","cohort":"2026-12-01","units":1}""", InvalidRow)]
    [TestCase("""{"variant":"on","cohort":"2026-12-01","unit\ud800":1}""", InvalidRow)]
    [TestCase("""{"variant":"on","metric":"order","cohort":"2026-12-01","kind":"proportion","units":10,"sum":1"""
        + ""","refreshedAt":"2026-12-19"}""", UnknownKpi)]
    [TestCase("""{"variant":"on","metric":"revenue","cohort":"2026-12-01","kind":"mean","units":10,"sum":100,"sumOfSquares":1"""
        + ""","refreshedAt":"2026-12-19"}""", DamagedSums)]
    [TestCase("""{"variant":"on","metric":"orders","cohort":"2026-12-01","kind":"proportion","units":10,"sum":1"""
        + ""","refreshedAt":"2026-12-21"}""", FromTheFuture)]
    [TestCase("[5]", InvalidRow)]
    [TestCase("""{"variant":"on","cohort":"2026-12-01","units":[]}""", InvalidRow)]
    [TestCase("""{"variant":"on","cohort":"2026-12-01","unit":1000}""", UnknownColumn)]
    public void Read_JsonLine_IsTakenOrRefusedWithTheLine(string text, string? code)
    {
        var result = Read("kpis.jsonl", "\n" + text + "\n");
        Assert.That(result.Problems.Select(p => (p.Code, p.Line)), Is.EqualTo(code is null ? [] : new[] { (code, 2) }));
        Assert.That(result.Data is null, Is.EqualTo(code is not null));
    }

    [TestCase(100, 1_000, 10_000, true)]
    [TestCase(100, 49_854, 50_000_000, false, TestName = "the sum of values that were not capped")]
    [TestCase(100, 900, 2_485_421_316, false, TestName = "their squares")]
    public void Read_SumsOfAMetricWithACap_CannotBeMoreThanItAllows(long units, double sum, double squares, bool isTaken)
    {
        var experiment = Results.Experiment with
        {
            Metrics = [.. Results.Experiment.Metrics.Select(m => m.Name == "revenue" ? m with { Cap = 10 } : m)],
        };
        var row = FormattableString.Invariant($"on,revenue,2026-12-01,mean,{units},{sum},{squares},,,,2026-12-19\n");
        var result = ExperimentDataFile.Read(
            "a.csv", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Header + row)), experiment,
            new DateTimeOffset(2026, 12, 20, 12, 0, 0, TimeSpan.Zero));
        Assert.That(result.Problems.Select(p => p.Code), Is.EqualTo(isTaken ? [] : new[] { DamagedSums }));
        Assert.That(result.Problems.Select(p => p.Remedy), Is.All.Contains("the smaller of each unit's value and 10"));
    }

    [Test]
    public void Read_CsvAndJsonLines_SayTheSame()
    {
        var csv = Read("a.csv", Header + Good + "on,,2026-12-01,exposure,1000\n").Data!;
        var lines = Read(
            "a.jsonl",
            """{"variant":"on","metric":"orders","cohort":"2026-12-01","kind":"proportion","units":1000,"sum":310"""
            + ""","refreshedAt":"2026-12-19T06:00:00Z"}""" + "\n"
            + """{"variant":"on","cohort":"2026-12-01","units":1000}""").Data!;
        Assert.That(ExperimentDataCodec.HashOf(csv), Is.EqualTo(ExperimentDataCodec.HashOf(lines)));
        Assert.That(csv.Kpis.Single().Statistics.Mean, Is.EqualTo(0.31));
    }

    [Test]
    [Rule("duplicated files count once")]
    public void Read_SameRowsTwice_CountsThemOnceAndSaysSo()
    {
        var result = Read("a.csv", Header + Good + Good);
        Assert.That((result.Data!.Kpis.Count, result.Rows, result.Repeated), Is.EqualTo((1, 2, 1)));
    }

    /// <summary>Odd, and true: a quiet day, a first visitor, a day on which all did the same.</summary>
    [TestCase("on,orders,2026-12-01,proportion,0,0,,,,,2026-12-19")]
    [TestCase("on,orders,2026-12-01,proportion,1,1,,,,,2026-12-19")]
    [TestCase("on,revenue,2026-12-01,mean,100,0,0,,,,2026-12-19")]
    public void Read_EmptyDayOneUnitOrNoVariance_IsTaken(string row)
    {
        var result = Read("a.csv", Header + row);
        Assert.That((result.Problems.Count, result.Data!.Kpis.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Read_RefreshedLater_ReplacesAnyEarlierRow()
    {
        var later = Good.Replace("310", "311", StringComparison.Ordinal).Replace("T06", "T07", StringComparison.Ordinal);
        foreach (var text in new[] { Good + later, later + Good })
            Assert.That(Read("a.csv", Header + text).Data!.Kpis.Single().Statistics.Sum, Is.EqualTo(311));
    }

    [Test]
    public void Read_DayOutsideTheRun_IsReportedAndDoesNotCount()
    {
        var result = Read("a.csv", Header + Good + Good.Replace("2026-12-01", "2026-11-30", StringComparison.Ordinal));
        Assert.That((result.Data!.Kpis.Count, result.Problems.Single().Code, result.Problems.Single().Severity),
            Is.EqualTo((1, OutsideRun, ProblemSeverity.Warning)));
    }

    private static ExperimentDataResult Read(string name, string text) => ExperimentDataFile.Read(
        name, new MemoryStream(Encoding.UTF8.GetBytes(text)), Results.Experiment, new(2026, 12, 20, 12, 0, 0, TimeSpan.Zero));
}
