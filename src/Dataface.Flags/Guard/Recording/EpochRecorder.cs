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
    /// Observations between two reports. What comes beyond that is not marked as seen either, so that its unit's next one counts; which are
    /// left out depends on when they come, and not on their side. A third is left to first records, so that errors find room.
    /// </summary>
    private const int MostObservations = 1_536;

    /// <summary>Records per arm between two reports that are counted to show that the arm reports.</summary>
    public const int SeenBound = 1_000;

    private readonly SampledUnits? _errors;
    private readonly SampledUnits _first = Units(GuardSignals.Latency);
    private readonly bool _timesCalls;
    private volatile AgainRecorder? _again;
    private readonly (TimeSpan Threshold, string Signal)[] _slow;
    private readonly FrozenSet<string> _counters;
    private readonly EventUnits _events;
    private readonly bool _countsGiveUps;
    private readonly SampledUnits? _cohort;
    private readonly SampledUnits? _cohortErrors;
    private readonly RequestCounters? _requests;
    private readonly int[] _seen;
    private readonly bool _countsEachCall;
    private readonly UseRecorder _use;
    private readonly FrozenDictionary<string, int> _signals;
    private uint _unseen = uint.MaxValue;
    private readonly Lock _gate = new();
    private List<GuardObservation> _observations = Observations();
    private int _firsts;

    /// <summary>Whether it was reported that this instance reports.</summary>
    private bool _isCounted;

    public EpochRecorder(GuardEpoch epoch, int stage, int milliPercent, int treatments, GuardDefinition guard)
    {
        (Epoch, Stage, MilliPercent) = (epoch, stage, milliPercent);
        _errors = guard.Errors ? Units(GuardSignals.Errors) : null;
        (_countsGiveUps, _timesCalls) = (guard.GiveUps, guard.Latency);
        _slow = guard.Latency ? [.. guard.LatencyThresholds.Select(t => (t, GuardSignals.SlowerThan(t)))] : [];
        _counters = guard.Counters.ToFrozenSet(StringComparer.Ordinal);
        _cohort = guard.Errors && guard.ErrorBound is not null ? new SampledUnits(SignalCapacity.OfCohort, thins: false) : null;
        _cohortErrors = _cohort is null ? null : Units(GuardSignals.CohortErrors);
        _requests = guard.SloObjective is null ? null : new RequestCounters(treatments + 1);
        _seen = new int[(treatments + 1) * SeenStride];
        _countsEachCall = _requests is not null || _cohort is not null;
        string[] signals = [.. GuardSignals.Compared(guard)];
        _signals = signals.Index().ToFrozenDictionary(s => s.Item, s => s.Index, StringComparer.Ordinal);
        _events = new EventUnits(signals.Length, SignalCapacity.OfEvents);
        HasSources = guard.Source is not null;
        _use = new UseRecorder(treatments + 1, signals, HasSources);
    }

    public GuardEpoch Epoch { get; }

    public int Stage { get; }

    public int MilliPercent { get; }

    /// <summary>Whether one unit of each source counts.</summary>
    public bool HasSources { get; }

    /// <summary>How many treated units the cohort has; it takes no more than <see cref="SignalCapacity.OfCohort"/>.</summary>
    public int Cohort => _cohort?.Count ?? 0;

    private static int SeenStride => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(int treatment, ulong unit, bool isError, TimeSpan? elapsed, ulong source = 0)
    {
        var limit = LimitOf(source);
        // Nearly always there is nothing to note: the arm is known to report, and the call went well.
        if ((_unseen & (1u << (treatment + 1))) != 0 || _countsEachCall) Count(treatment, unit, limit, isError);
        if (_first.IsNew(unit, limit)) First(treatment, unit, limit, elapsed);
        if (_again is { } again && again.IsNew(unit, limit)) Again(again, treatment, unit, limit, elapsed);
        _use.Call(treatment, unit, source);
        if (elapsed is { } time && _slow.Length > 0 && time >= _slow[0].Threshold) Slow(treatment, unit, source, time, duringCall: false);
        if (isError) Error(treatment, unit, source);
    }

    /// <summary>Counts a unit that gave up waiting: its latency, which nobody knows, is at least the time until then.</summary>
    public void GiveUp(int treatment, ulong unit, TimeSpan? elapsed, ulong source = 0)
    {
        var limit = LimitOf(source);
        Seen(treatment);
        if (_first.IsNew(unit, limit)) First(treatment, unit, limit, elapsed);
        if (_again is { } again && again.IsNew(unit, limit)) Again(again, treatment, unit, limit, elapsed);
        _use.Call(treatment, unit, source);
        if (elapsed is { } time) Slow(treatment, unit, source, time, duringCall: false);
        if (_countsGiveUps) Event(null, GuardSignals.GiveUps, treatment, unit, source, duringCall: false);
    }

    public void Signal(int treatment, ulong unit, ulong source, string name)
    {
        if (_counters.Contains(name)) Event(null, name, treatment, unit, source, duringCall: true);
    }

    /// <summary>The source of which one unit counts; 0 when the guard knows no sources, or this one has too many of the units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong LimitOf(ulong source) => source == 0 || !_use.IsLimited(source) ? 0 : source;

    /// <summary>Counts the thresholds that a latency has passed.</summary>
    /// <param name="treatment">The index of the treatment, or -1.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="elapsed">How long the call took, or has taken so far.</param>
    /// <param name="duringCall">Whether it still runs.</param>
    public void Slow(int treatment, ulong unit, ulong source, TimeSpan elapsed, bool duringCall)
    {
        foreach (var (threshold, signal) in _slow)
        {
            if (elapsed >= threshold) Event(null, signal, treatment, unit, source, duringCall);
        }
    }

    /// <summary>Says which bucket is open, so that units are counted anew in each stretch of the epoch.</summary>
    public void MoveTo(int bucket)
    {
        var number = SubEpochs.At(bucket);
        if (number > (_again?.Number ?? 1)) _again = new AgainRecorder(number);
    }

    /// <summary>Takes out what has not been reported yet.</summary>
    public (IReadOnlyList<GuardObservation> Observations, IReadOnlyList<GuardTally> Tallies) Drain()
    {
        List<GuardObservation> observations;
        lock (_gate) (observations, _observations, _firsts) = (_observations, Observations(), 0);
        var tallies = _requests?.Drain() ?? [];
        _use.Drain(tallies);
        for (var arm = 0; arm < _seen.Length / SeenStride; arm++)
        {
            if (Interlocked.Exchange(ref _seen[arm * SeenStride], 0) is var seen and > 0)
                tallies.Add(new(GuardSignals.Seen, arm - 1, seen));
        }

        Volatile.Write(ref _unseen, uint.MaxValue);
        if (!_isCounted && observations.Count + tallies.Count > 0)
        {
            tallies.Add(new(GuardSignals.Instances, -1, 1));
            _isCounted = true;
        }

        return (observations, tallies);
    }

    /// <summary>Doubles to the most that there may be, and no further.</summary>
    private static List<GuardObservation> Observations() => new(MostObservations / 256);

    private static SampledUnits Units(string signal) => new(SignalCapacity.Of(signal));

    private void Seen(int treatment)
    {
        ref var seen = ref _seen[(treatment + 1) * SeenStride];
        if (seen < SeenBound) seen++; // Lost increments do no harm: it shows that there are any.
        else if (treatment < 31) Interlocked.And(ref _unseen, ~(1u << (treatment + 1)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Count(int treatment, ulong unit, ulong source, bool isError)
    {
        Seen(treatment);
        _requests?.Count(treatment + 1, isError);
        if (_cohort is not null && treatment >= 0) Join(treatment, unit, source);
    }

    /// <summary>The first record of a unit shows that its side reports, and how long the call took if that is known.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void First(int treatment, ulong unit, ulong source, TimeSpan? elapsed)
    {
        if (_timesCalls && elapsed is { } time && time >= TimeSpan.Zero) Add(
            _first, GuardSignals.Latency, treatment, unit, source, LatencyBins.Of(time));
        else Add(_first, GuardSignals.Untimed, treatment, unit, source);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Again(AgainRecorder again, int treatment, ulong unit, ulong source, TimeSpan? elapsed)
    {
        var bin = _timesCalls && elapsed is { } time && time >= TimeSpan.Zero ? LatencyBins.Of(time) : SubEpochs.Untimed;
        Add(again.Units, GuardSignals.Again, treatment, again.Of(unit), again.OfSource(source), SubEpochs.Code(again.Number, bin));
    }

    private void Error(int treatment, ulong unit, ulong source)
    {
        if (_errors is not null) Event(_errors, GuardSignals.Errors, treatment, unit, source, duringCall: false);
        if (treatment >= 0 && _cohort is not null && !_cohort.IsNew(unit))
            Add(_cohortErrors!, GuardSignals.CohortErrors, treatment, unit, 0);
    }

    private void Join(int treatment, ulong unit, ulong source)
    {
        if (_cohort!.Count < SignalCapacity.OfCohort && _cohort.IsNew(unit, source))
            Add(_cohort, GuardSignals.Cohort, treatment, unit, source);
    }

    /// <summary>Counts the unit of an event.</summary>
    /// <param name="units">The units that the signal has for itself; null for those that share theirs.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="treatment">The index of the treatment, or -1.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="duringCall">Whether the call that it happened in is still to be counted.</param>
    private void Event(SampledUnits? units, string signal, int treatment, ulong unit, ulong source, bool duringCall)
    {
        _use.Event(treatment, unit, source, _signals[signal], duringCall);
        Add(units, signal, treatment, unit, LimitOf(source));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(SampledUnits? units, string signal, int treatment, ulong unit, ulong source, int bin = 0)
    {
        lock (_gate)
        {
            var isFirst = ReferenceEquals(units, _first) || signal == GuardSignals.Again;
            if (_observations.Count == MostObservations || (isFirst && _firsts == MostObservations / 3)) return;
            if (!(units?.TryAdd(unit, source) ?? _events.TryAdd(unit, source, _signals[signal]))) return;
            if (isFirst) _firsts++;
            _observations.Add(new() { Signal = signal, Treatment = treatment, Unit = unit, Bin = bin, Source = source });
        }
    }
}
