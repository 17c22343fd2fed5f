using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// The evidence that treatment's latencies lie further to the slow end, of units that are counted once each. A bucket is judged while
/// latencies of both sides come, as the buckets before it show, and only what is beyond one side's being timed less counts. Not
/// thread-safe.
/// </summary>
/// <param name="treatmentShare">The assigned share of treatment.</param>
/// <param name="controlShare">The assigned share of control.</param>
/// <param name="ratios">How many times less a side might be timed.</param>
/// <param name="withoutStrongest">Whether the evidence must stand without the strongest source.</param>
internal sealed class TiltEvidence(
    double treatmentShare, double controlShare, IReadOnlyList<double> ratios, bool withoutStrongest)
{
    private readonly TiltTest _test = new(treatmentShare, controlShare);
    private readonly OnsetMixture _evidence = new(HarmGrid.Tilts.Length, OnsetWeights.Of);
    private readonly ReportingTest _timed = new(treatmentShare, controlShare, ratios);
    private readonly ReportingTest _slight = new(treatmentShare, controlShare, ReportingTest.Slight);
    private readonly Presence _presence = new(treatmentShare, controlShare);
    private readonly double[] _scratch = new double[HarmGrid.Tilts.Length];

    /// <summary>ln E at the last look.</summary>
    public double LogE { get; private set; }

    /// <summary>Whether one side is timed less than its share: it is not known how slow those are that are not timed.</summary>
    public bool IsOneSided => Math.Max(Less(_timed), Less(_slight)) >= SidesReporting.Enough;

    /// <summary>By the very units whose latencies are weighed: a side may report and not be timed.</summary>
    private double Explained => _timed.Explained(Less(_timed));

    public void Close(BinCounts units)
    {
        _evidence.Add(Evidence(units));
        _timed.Close(units.Units.Treatment, units.Units.Control, _presence.BothReport, _presence.BothReport);
        _slight.Close(units.Units.Treatment, units.Units.Control, _presence.BothReport, _presence.BothReport);
        _test.Learn(units.Control);
        _presence.Close(units.Units.Treatment, units.Units.Control);
        LogE = Standing(_evidence.LogE) - Explained;
    }

    public void Look(BinCounts units)
    {
        _timed.Look(units.Units.Treatment, units.Units.Control, _presence.BothReport, _presence.BothReport);
        _slight.Look(units.Units.Treatment, units.Units.Control, _presence.BothReport, _presence.BothReport);
        LogE = Standing(_evidence.Peek(Evidence(units))) - Explained;
    }

    private static double Less(ReportingTest test) => Math.Max(test.LogTreatmentLess, test.LogControlLess);

    private double Standing(double logE)
    {
        if (!withoutStrongest) return logE;
        _test.OfSlowest(_scratch);
        return Math.Min(logE, _evidence.Without(_scratch));
    }

    private double[] Evidence(BinCounts units)
    {
        if (_presence.BothReport) _test.Evidence(units.Treatment, units.Control, _scratch);
        else Array.Clear(_scratch);
        return _scratch;
    }
}
