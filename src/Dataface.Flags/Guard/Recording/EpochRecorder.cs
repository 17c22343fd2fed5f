using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Recording;

/// <summary>What was seen in one epoch and is still to be reported. Thread-safe.</summary>
internal sealed class EpochRecorder : IRecorded
{
    /// <summary>
    /// Observations between two reports. What comes beyond that is not marked as seen either, so that its unit's next one counts; which are left
    /// out depends on when they come, and not on their side. A third is left to first records, so that errors find room.
    /// </summary>
    private const int MostObservations = 1_536;

    /// <summary>Records per arm between two reports that are counted to show that the arm reports.</summary>
    public const int SeenBound = 1_000;

    private readonly SampledUnits? _errors;
    private readonly SampledUnits? _giveUps;
    private readonly SampledUnits _first = Units(GuardSignals.Latency);
    private readonly bool _timesCalls;
    private readonly ReportRounds _again;
    private readonly (TimeSpan Threshold, string Signal, SampledUnits Units)[] _slow;
    private readonly FrozenDictionary<string, SampledUnits> _counters;
    private readonly SampledUnits? _cohort;
    private readonly SampledUnits? _cohortErrors;
    private readonly RequestCounters? _requests;
    private readonly int[] _seen;
    private readonly bool _countsEachCall;
    private readonly UseRecorder _use;
    private readonly FrozenDictionary<string, int> _signals;
    private uint _unseen = uint.MaxValue;
    private readonly Lock _gate = new();
    private List<GuardObservation> _observations = [];
    private int _firsts;

    public EpochRecorder(GuardEpoch epoch, int stage, int milliPercent, int treatments, GuardDefinition guard)
    {
        (Epoch, Stage, MilliPercent) = (epoch, stage, milliPercent);
        _errors = guard.Errors ? Units(GuardSignals.Errors) : null;
        _giveUps = guard.GiveUps ? Units(GuardSignals.GiveUps) : null;
        _timesCalls = guard.Latency;
        _again = new ReportRounds(treatments + 1);
        _slow = guard.Latency ? [.. guard.LatencyThresholds.Select(t => (t, GuardSignals.SlowerThan(t), Units(GuardSignals.SlowerThan(t))))] : [];
        _counters = guard.Counters.ToFrozenDictionary(name => name, Units, StringComparer.Ordinal);
        _cohort = guard.Errors && guard.ErrorBound is not null ? new SampledUnits(SignalCapacity.OfCohort, thins: false) : null;
        _cohortErrors = _cohort is null ? null : Units(GuardSignals.CohortErrors);
        _requests = guard.SloObjective is null ? null : new RequestCounters(treatments + 1);
        _seen = new int[(treatments + 1) * SeenStride];
        _countsEachCall = _requests is not null || _cohort is not null;
        string[] signals = [.. GuardSignals.Compared(guard)];
        _signals = signals.Index().ToFrozenDictionary(s => s.Item, s => s.Index, StringComparer.Ordinal);
        _use = new UseRecorder(treatments + 1, signals);
    }

    public GuardEpoch Epoch { get; }

    public int Stage { get; }

    public int MilliPercent { get; }

    /// <summary>How many treated units the cohort has; it takes no more than <see cref="SignalCapacity.OfCohort"/>.</summary>
    public int Cohort => _cohort?.Count ?? 0;

    private static int SeenStride => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(int treatment, ulong unit, bool isError, TimeSpan? elapsed)
    {
        // Nearly always there is nothing to note: the arm is known to report, and the call went well.
        if ((_unseen & (1u << (treatment + 1))) != 0 || _countsEachCall) Count(treatment, unit, isError);
        if (_first.IsNew(unit)) First(treatment, unit, elapsed);
        if (_again.IsNew(unit)) _again.Add(treatment, unit);
        _use.Call(treatment, unit);
        if (elapsed is { } time && _slow.Length > 0 && time >= _slow[0].Threshold) Slow(treatment, unit, time, duringCall: false);
        if (isError) Error(treatment, unit);
    }

    /// <summary>Counts a unit that gave up waiting: its latency, which nobody knows, is at least the time until then.</summary>
    public void GiveUp(int treatment, ulong unit, TimeSpan? elapsed)
    {
        Seen(treatment);
        if (_first.IsNew(unit)) First(treatment, unit, elapsed);
        if (_again.IsNew(unit)) _again.Add(treatment, unit);
        _use.Call(treatment, unit);
        if (elapsed is { } time) Slow(treatment, unit, time, duringCall: false);
        if (_giveUps is not null) Event(_giveUps, GuardSignals.GiveUps, treatment, unit, duringCall: false);
    }

    public void Signal(int treatment, ulong unit, string name)
    {
        if (_counters.TryGetValue(name, out var units)) Event(units, name, treatment, unit, duringCall: true);
    }

    /// <summary>Counts the thresholds that a latency has passed.</summary>
    /// <param name="treatment">The index of the treatment, or -1.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="elapsed">How long the call took, or has taken so far.</param>
    /// <param name="duringCall">Whether it still runs.</param>
    public void Slow(int treatment, ulong unit, TimeSpan elapsed, bool duringCall)
    {
        foreach (var (threshold, signal, units) in _slow)
        {
            if (elapsed >= threshold) Event(units, signal, treatment, unit, duringCall);
        }
    }

    /// <summary>Takes out what has not been reported yet.</summary>
    public (IReadOnlyList<GuardObservation> Observations, IReadOnlyList<GuardTally> Tallies) Drain()
    {
        List<GuardObservation> observations;
        lock (_gate) (observations, _observations, _firsts) = (_observations, [], 0);
        var tallies = _requests?.Drain() ?? [];
        _again.Drain(tallies);
        _use.Drain(tallies);
        for (var arm = 0; arm < _seen.Length / SeenStride; arm++)
        {
            if (Interlocked.Exchange(ref _seen[arm * SeenStride], 0) is var seen and > 0) tallies.Add(new(GuardSignals.Seen, arm - 1, seen));
        }

        Volatile.Write(ref _unseen, uint.MaxValue);

        return (observations, tallies);
    }

    private static SampledUnits Units(string signal) => new(SignalCapacity.Of(signal));

    private void Seen(int treatment)
    {
        ref var seen = ref _seen[(treatment + 1) * SeenStride];
        if (seen < SeenBound) seen++; // Lost increments do no harm: it shows that there are any.
        else if (treatment < 31) Interlocked.And(ref _unseen, ~(1u << (treatment + 1)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Count(int treatment, ulong unit, bool isError)
    {
        Seen(treatment);
        _requests?.Count(treatment + 1, isError);
        if (_cohort is not null && treatment >= 0) Join(treatment, unit);
    }

    /// <summary>The first record of a unit shows that its side reports, and how long the call took if that is known.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void First(int treatment, ulong unit, TimeSpan? elapsed)
    {
        if (_timesCalls && elapsed is { } time && time >= TimeSpan.Zero) Add(
            _first, GuardSignals.Latency, treatment, unit, LatencyBins.Of(time));
        else Add(_first, GuardSignals.Untimed, treatment, unit);
    }

    private void Error(int treatment, ulong unit)
    {
        if (_errors is not null) Event(_errors, GuardSignals.Errors, treatment, unit, duringCall: false);
        if (treatment >= 0 && _cohort is not null && !_cohort.IsNew(unit)) Add(_cohortErrors!, GuardSignals.CohortErrors, treatment, unit);
    }

    private void Join(int treatment, ulong unit)
    {
        if (_cohort!.Count < SignalCapacity.OfCohort && _cohort.IsNew(unit)) Add(_cohort, GuardSignals.Cohort, treatment, unit);
    }

    private void Event(SampledUnits units, string signal, int treatment, ulong unit, bool duringCall)
    {
        _use.Event(treatment, unit, _signals[signal], duringCall);
        Add(units, signal, treatment, unit);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(SampledUnits units, string signal, int treatment, ulong unit, int bin = 0)
    {
        lock (_gate)
        {
            var isFirst = ReferenceEquals(units, _first);
            if (_observations.Count == MostObservations || (isFirst && _firsts == MostObservations / 3) || !units.TryAdd(unit)) return;
            if (isFirst)
            {
                _firsts++;
                _again.First(treatment, _first.IsThin);
            }

            _observations.Add(new(signal, treatment, unit, bin));
        }
    }
}
