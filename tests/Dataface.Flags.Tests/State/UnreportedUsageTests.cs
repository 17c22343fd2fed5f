using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>What is counted is reported once, whatever becomes of reports.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UnreportedUsageTests
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    private UnreportedUsage Usage => field ??= new(() => _counts.Select(count => Line(count.Key, count.Value)));

    [Test, Rule("usage counts once")]
    public void Take_UnconfirmedReport_IsRepeatedUntilConfirmed()
    {
        _counts["f"] = 3;
        var first = Usage.Take();
        _counts["f"] = 10;
        var again = Usage.Take();
        Assert.That(again.Number, Is.EqualTo(first.Number));
        Assert.That(again.Lines, Is.EqualTo(new[] { Line("f", 3) }));
        Assert.That(again.IsLast, Is.False, "what has come since then is not in it");
        Assert.That(Usage.Confirm(first.Number + 1), Is.False, "that is another report");
        Assert.That(Usage.Confirm(first.Number), Is.True);
        var next = Usage.Take();
        Assert.That(next.Number, Is.GreaterThan(first.Number));
        Assert.That(next.Lines, Is.EqualTo(new[] { Line("f", 7) }));
    }

    [Test]
    public void Take_MoreThanAReportHolds_ReportsAllInTurnDespiteBusyOthers()
    {
        for (var i = 0; i < 450; i++) _counts[$"f{i}"] = i < 200 ? 1_000 : 1;
        var told = new HashSet<string>();
        for (var report = 0; report < 3; report++)
        {
            var usage = Usage.Take();
            Assert.That(usage.Lines, Has.Count.LessThanOrEqualTo(UnreportedUsage.MostLines));
            told.UnionWith(usage.Lines.Select(line => line.Flag));
            Usage.Confirm(usage.Number);
            for (var i = 0; i < 200; i++) _counts[$"f{i}"] += 1_000;
        }

        Assert.That(told, Has.Count.EqualTo(450), "those that are evaluated most leave room for the others");
    }

    [Test, Rule("usage counts once")]
    public void BeginAnew_UnknownWhetherAReportWasTaken_CountsItAtMostOnce()
    {
        _counts["f"] = 3;
        Usage.Take();
        Usage.BeginAnew();
        Assert.That(Usage.Take().Lines, Is.EqualTo(new[] { Line("f", 3) }), "it was refused: nobody has it");
        Usage.Take();
        Usage.BeginAnew();
        Assert.That(Usage.Take().Lines, Is.Empty, "it went twice, and the first may have been taken");
    }

    [Test]
    public void Take_MoreThanALineHolds_ReportsTheRestInTheNext()
    {
        _counts["f"] = UnreportedUsage.MostOfLine + 5;
        var first = Usage.Take();
        Assert.That(first.Lines[0].Count, Is.EqualTo(UnreportedUsage.MostOfLine));
        Usage.Confirm(first.Number);
        Assert.That(Usage.Take().Lines[0].Count, Is.EqualTo(5));
    }

    private static EvaluationCount Line(string flag, long count) =>
        new() { Flag = flag, Variant = "on", Reason = EvaluationReason.Served, Count = count };
}
