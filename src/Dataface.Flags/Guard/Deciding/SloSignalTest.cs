using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Failed requests against the objective: is the error budget burning faster than a factor allows, over the long window by proof, and in
/// the short one still? In an outage on both sides one of them is over the bound first, by chance. So where there is a control, it must not
/// burn, and more of the failed requests must by proof be of treatment than its part of the requests explains. The requests of a unit fail
/// together, and are one piece of evidence. Not thread-safe.
/// </summary>
internal sealed class SloSignalTest : SignalTest
{
    private readonly BurnRate _rate;
    private readonly double _bound;
    private readonly double[] _grid;
    private readonly double[] _scratch;
    private readonly OnsetMixture _evidence;
    private readonly OnsetMixture _compared;
    private readonly Queue<Requests> _short = new();
    private Requests _closed;
    private Requests _recent;
    private Requests _open;
    private double _logCompared;
    private double _together = 1;

    public SloSignalTest(BurnRate rate, double objective, double alpha, IReadOnlyList<double> grid)
        : base(GuardSignals.SloPrefix + rate.Factor.ToString(System.Globalization.CultureInfo.InvariantCulture), GuardSignalKind.Slo, alpha)
    {
        _rate = rate;
        _bound = Math.Min(rate.Factor * (1 - (objective / 100)), 0.999);
        _grid = [.. grid];
        _scratch = new double[_grid.Length];
        _evidence = new OnsetMixture(_grid.Length, OnsetWeights.Of);
        _compared = new OnsetMixture(_grid.Length, OnsetWeights.Of);
    }

    private Requests Recent => _recent + _open;

    private bool IsOfTreatment => _logCompared >= Threshold && !IsBurning(Recent.ControlErrors, Recent.Control);

    public override bool IsHarm(bool hasControl) => LogE >= Threshold && IsBurning(Recent.TreatmentErrors, Recent.Treatment)
        && (!hasControl || IsOfTreatment);

    /// <summary>Says how many requests a unit makes, up to the bucket that comes next; 1 or more.</summary>
    public void Expect(double together) => _together = together;

    public override void Close(TimeBucket bucket)
    {
        var requests = Of(bucket);
        RateTest.Evidence(requests.TreatmentErrors, requests.Treatment, _bound, _grid, _scratch);
        _evidence.Add(_scratch);
        Compare(requests);
        _compared.Add(_scratch);
        _closed += requests;
        _recent += requests;
        _short.Enqueue(requests);
        if (_short.Count > _rate.Short / EvidenceLedger.BucketLength) _recent -= _short.Dequeue();
        (_open, RawLogE, _logCompared) = (default, _evidence.LogE, _compared.LogE);
        (Treatment, Control) = (_closed.TreatmentErrors, _closed.ControlErrors);
    }

    public override void Look(TimeBucket open)
    {
        _open = Of(open);
        RateTest.Evidence(_open.TreatmentErrors, _open.Treatment, _bound, _grid, _scratch);
        RawLogE = _evidence.Peek(_scratch);
        Compare(_open);
        _logCompared = _compared.Peek(_scratch);
        (Treatment, Control) = (_closed.TreatmentErrors + _open.TreatmentErrors, _closed.ControlErrors + _open.ControlErrors);
    }

    /// <summary>A treatment of which only the failures are recorded burns any budget.</summary>
    protected override double ExplainedBy(SidesReporting? sides) => sides?.ByTreatment ?? 0;

    /// <summary>By the requests of the same bucket, so that neither use nor the time of the day counts.</summary>
    private void Compare(Requests requests)
    {
        Array.Clear(_scratch);
        if (requests.Treatment == 0 || requests.Control == 0) return;
        var test = ShareTest.OfHarm(requests.Treatment, requests.Control, tolerated: 1, _grid);
        test.Evidence(requests.TreatmentErrors, requests.ControlErrors, _scratch);
        for (var g = 0; g < _scratch.Length; g++) _scratch[g] /= _together;
    }

    private static Requests Of(TimeBucket bucket)
    {
        var (all, errors) = (bucket[GuardSignals.Requests], bucket[GuardSignals.RequestErrors]);
        return new(all.Treatment, errors.Treatment, all.Control, errors.Control);
    }

    private bool IsBurning(long errors, long requests) => requests > 0 && errors > _bound * requests;

    private readonly record struct Requests(long Treatment, long TreatmentErrors, long Control, long ControlErrors)
    {
        public static Requests operator +(Requests a, Requests b) =>
            new(a.Treatment + b.Treatment, a.TreatmentErrors + b.TreatmentErrors, a.Control + b.Control, a.ControlErrors + b.ControlErrors);

        public static Requests operator -(Requests a, Requests b) =>
            new(a.Treatment - b.Treatment, a.TreatmentErrors - b.TreatmentErrors, a.Control - b.Control, a.ControlErrors - b.ControlErrors);
    }
}
