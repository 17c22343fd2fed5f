using System.Globalization;
using System.Text;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Experiments.Summaries;
using Dataface.Flags.Experiments.Tests.Readouts;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Summaries;

/// <summary>What analysts have becomes what is imported.</summary>
[TestFixture]
internal sealed class UnitSummaryTests
{
    private const string Wide = "unit,variant,exposed_at,orders,revenue,errors,errors_denominator\n";

    private const string Long = "unit,variant,exposed_at,metric,value,denominator\n";

    private static readonly DateTimeOffset Now = new(2026, 12, 20, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void WideFile_OneRowForEachUnit_SumsUpByVariantMetricAndDay()
    {
        var data = Accepted(Wide
            + "a,on,2026-12-01 10:00:00 UTC,1,12.5,1,10\n" + "b,on,2026-12-01,0,,0,4\n" + "c,on,2026-12-02,2,7.5,2,6\n"
            + "d,off,2026-12-01,NULL,0,0,0\n");
        Assert.That(data.Exposures, Is.EqualTo(new ExposureCount[]
        {
            new() { Variant = "off", Cohort = new(2026, 12, 1), Units = 1 }, new()
            {
                Variant = "on",
                Cohort = new(2026, 12, 1),
                Units = 2,
            }, new() { Variant = "on", Cohort = new(2026, 12, 2), Units = 1 },
        }));
        Assert.That(Of(data, "on", "orders", 1), Is.EqualTo(SampleStatistics.OfProportion(2, 1)));
        Assert.That(Of(data, "on", "orders", 2), Is.EqualTo(SampleStatistics.OfProportion(1, 1)), "two orders are one buyer");
        Assert.That(Of(data, "on", "revenue", 1), Is.EqualTo(SampleStatistics.OfMean(2, 12.5, 156.25)));
        Assert.That(Of(data, "on", "errors", 1), Is.EqualTo(SampleStatistics.OfRatio(2, 1, 1, 14, 116, 10)));
        Assert.That(Of(data, "off", "orders", 2), Is.EqualTo(SampleStatistics.OfProportion(0, 0)), "a day without units says so");
    }

    [Test]
    public void LongFile_OneRowForEachEvent_IsTheSameInAnyOrder()
    {
        string[] rows =
        [
            "a,on,2026-12-01,orders,1,\n", "a,on,2026-12-03,revenue,12.5,\n", "a,on,2026-12-01,errors,1,10\n",
            "b,on,2026-12-01,errors,0,1\n",
            "b,on,2026-12-01,errors,0,3\n", "c,on,2026-12-02,orders,1,\n", "c,on,2026-12-02,orders,1,\n", "c,on,2026-12-02,revenue,7.5,\n",
            "c,on,2026-12-02,errors,2,6\n", "d,off,2026-12-01,,,\n",
        ];
        var wide = Accepted(
            Wide + "a,on,2026-12-01,1,12.5,1,10\nb,on,2026-12-01,0,0,0,4\nc,on,2026-12-02,2,7.5,2,6\nd,off,2026-12-01,0,0,0,0\n");
        Assert.That(ExperimentDataCodec.HashOf(Accepted(Long + string.Concat(rows))), Is.EqualTo(ExperimentDataCodec.HashOf(wide)));
        Assert.That(ExperimentDataCodec.HashOf(Accepted(Long + string.Concat(rows.Reverse()))),
            Is.EqualTo(ExperimentDataCodec.HashOf(wide)));
    }

    [Test]
    public void Unit_InTwoVariants_IsInNoFigureAndCounted()
    {
        var result = Run(Wide + "a,on,2026-12-01,1,1,0,1\na,off,2026-12-01,0,0,0,1\nb,on,2026-12-01,0,0,0,1\n");
        Assert.That((result.Data!.ExcludedUnits, result.Units, result.Rows), Is.EqualTo((1L, 2L, 3L)));
        Assert.That(result.Data.Exposures.Sum(e => e.Units), Is.EqualTo(1));
    }

    [Test]
    public void Metric_ThatTheFilesDoNotHave_GetsNoRowsAndIsNamed()
    {
        var result = Run("unit,variant,exposed_at,orders\na,on,2026-12-01,1\n");
        Assert.That(result.Without, Is.EqualTo(new[] { "revenue", "errors" }));
        Assert.That(result.Data!.Kpis.Select(k => k.Metric).Distinct(), Is.EqualTo(new[] { "orders" }));
    }

    [Test]
    public void Column_OfSomethingElse_IsNotReadAndNamed()
    {
        var result = Run("unit,variant,exposed_at,orders,country\na,on,2026-12-01,Yes,DE\nb,on,2026-12-01,NO,DE\n");
        Assert.That(result.Problems, Is.Empty);
        Assert.That(result.Ignored, Is.EqualTo(new[] { "country" }));
        Assert.That(Of(result.Data!, "on", "orders", 1), Is.EqualTo(SampleStatistics.OfProportion(2, 1)), "yes in any case");
        Assert.That(Run("unit;variant;exposed_at;revenue\na;on;2026-12-01;1,396\n").Problems.Single().Message,
            Is.EqualTo("'revenue' is '1,396'."), "a thousand or one");
    }

    [Test]
    public void Metric_WithACap_CountsUpToIt()
    {
        var experiment = Results.Experiment with
        {
            Metrics = [.. Results.Experiment.Metrics.Select(m => m.Name == "revenue" ? m with { Cap = 10 } : m)],
        };
        var data = Accepted(Wide + "a,on,2026-12-01,1,49854,0,1\nb,on,2026-12-01,1,3,0,1\n", experiment);
        Assert.That(Of(data, "on", "revenue", 1), Is.EqualTo(SampleStatistics.OfMean(2, 13, 109)));
    }

    [TestCase("unit,variant,orders\na,on,1\n", "DX0602", "has no column 'exposed_at'", "unit,variant,exposed_at,")]
    [TestCase("[{\"unit\":\"a\",\"variant\":\"on\"}]", "DX0601", "The file is JSON.", "Export it as CSV: one row a unit.")]
    [TestCase("{\"unit\":\"a\"}\n{\"unit\":\"b\"}\n", "DX0601", "The file is JSON.", "unit,variant,exposed_at,")]
    [TestCase("unit,variant,exposed_at,order\na,on,2026-12-01,1\n", "DX0602", "no column 'order'", "Did you mean 'orders'?")]
    [TestCase("unit,variant,exposed_at,errors_denominator\na,on,2026-12-01,1\n", "DX0602", "none 'errors'", "Add a column 'errors'.")]
    [TestCase(Wide + "a,onn,2026-12-01,1,1,0,1\n", "DX0604", "no variant 'onn'", "Did you mean 'on'?")]
    [TestCase(Wide + "a,on,12/01/2026,1,1,0,1\n", "DX0601", "'exposed_at' is '12/01/2026'", "2026-01-12, or 2026-12-01")]
    [TestCase(Wide + "a,on,,1,1,0,1\n", "DX0601", "'exposed_at'", "leave out who was never exposed")]
    [TestCase(Wide + "a,on,2026-12-01,1,\"1,396.87\",0,1\n", "DX0601", "'revenue' is '1,396.87'", "1396.87")]
    [TestCase(Wide + "a,on,2026-12-01,-1,1,0,1\n", "DX0601", "'orders' is '-1'", "0 or more")]
    [TestCase(Wide + "a,on,2026-12-22,1,1,0,1\n", "DX0607", "is in the future", "clock")]
    [TestCase(Wide + "a,on,2026-12-01,1,1,0,1\na,on,2026-12-01,1,1,0,1\n", "DX0609", "The unit of line 2 occurs here again",
        "a join that is not unique")]
    [TestCase(Wide + "a,on,2026-12-01,1\n", "DX0601", "fewer values", "")]
    [TestCase(Wide + "a,on,2026-12-01,\"1,1,0,1\n", "DX0601", "quotation mark", "")]
    [TestCase(Long + "a,on,2026-12-01,order,1,\n", "DX0603", "no metric 'order'", "Did you mean 'orders'?")]
    [TestCase(Wide, "DX0610", "no row", "")]
    [TestCase("", "DX0610", "no row", "")]
    public void File_ThatCannotBeUsed_IsRefusedWithPlaceReasonAndRemedy(string text, string code, string message, string remedy)
    {
        var result = Run(text);
        Assert.That(result.Data, Is.Null);
        var problem = result.Problems.First(p => p.Message.Contains(message, StringComparison.Ordinal));
        Assert.That(problem.Code, Is.EqualTo(code));
        Assert.That(problem.Remedy, Does.Contain(remedy).IgnoreCase);
        Assert.That(problem.Source, Is.EqualTo("units.csv"));
    }

    [Test]
    public void File_OfNonsense_ListsTheFirstProblemsAndStops() =>
        Assert.That(Run(Wide + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"u{i},onn,2026-12-01,1,1,0,1\n"))).Problems,
            Has.Count.EqualTo(20));

    [Test]
    [Rule("rows may stand in any order, and memory is bounded")]
    public void ManyRows_SmallerThanTheirFile_AndNothingIsLeftBehind()
    {
        const int Units = 100_000;
        var before = Folders();
        using (var summary = new UnitSummary(Results.Experiment, Now))
        {
            summary.Add("units.csv", new UnitStream(Units));
            var data = summary.End(Now).Data!;
            Assert.That(data.Exposures.Sum(e => e.Units), Is.EqualTo(Units));
            Assert.That(data.Kpis.Where(k => k.Metric == "orders").Sum(k => k.Statistics.Sum), Is.EqualTo(Units / 4));
        }

        Assert.That(Folders().Except(before), Is.Empty);
    }

    private static string[] Folders() => Directory.GetDirectories(Path.GetTempPath(), UnitSpill.FolderPrefix + "*");

    private static SampleStatistics Of(ExperimentData data, string variant, string metric, int day) =>
        data.Kpis.Single(k => k.Variant == variant && k.Metric == metric && k.Cohort == new DateOnly(2026, 12, day)).Statistics;

    private static ExperimentData Accepted(string text, ExperimentDefinition? experiment = null)
    {
        var result = Run(text, experiment);
        Assert.That(result.Problems, Is.Empty);
        return result.Data!;
    }

    private static UnitSummaryResult Run(string text, ExperimentDefinition? experiment = null)
    {
        using var summary = new UnitSummary(experiment ?? Results.Experiment, Now);
        summary.Add("units.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        return summary.End(new(2026, 12, 19, 6, 0, 0, TimeSpan.Zero));
    }

    /// <summary>A file of units that is nowhere: each line is made when it is read.</summary>
    private sealed class UnitStream(int units) : Stream
    {
        private byte[] _line = Encoding.UTF8.GetBytes(Wide);
        private int _place;
        private int _unit;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_place == _line.Length)
            {
                if (_unit == units) return 0;
                var line = string.Create(
                    CultureInfo.InvariantCulture,
                    $"user-{_unit},{(_unit % 2 == 0 ? "on" : "off")},2026-12-{1 + (_unit % 14):00} "
                        + $"08:30:00,{(_unit % 4 == 0 ? 1 : 0)},{_unit % 100}.25,{_unit % 3},{_unit % 7}\n");
                (_line, _place, _unit) = (Encoding.UTF8.GetBytes(line), 0, _unit + 1);
            }

            var length = Math.Min(count, _line.Length - _place);
            _line.AsSpan(_place, length).CopyTo(buffer.AsSpan(offset));
            _place += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
