using System.Runtime.CompilerServices;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Recording;

/// <summary>
/// What was seen since a step of a ramp began, from its second day on: each unit once in the step, however many days it lasts.
/// Evidence of no harm is carried over the days with it; evidence of harm is not. Thread-safe.
/// </summary>
internal sealed class StepRecorder(GuardEpoch epoch, int treatments, bool hasBound) : IRecorded
{
    private const int Units = 1_024;
    private const int Cohort = SignalCapacity.OfCohort / 2;
    private const int MostObservations = 512;

    private readonly SampledUnits _first = new(Units / 2);
    private readonly SampledUnits _errors = new(Units);
    private readonly SampledUnits? _cohort = hasBound ? new(Cohort, thins: false) : null;
    private readonly SampledUnits? _cohortErrors = hasBound ? new(Units / 2) : null;
    private readonly int[] _seen = new int[treatments + 1];
    private readonly Lock _gate = new();
    private List<GuardObservation> _observations = [];

    public GuardEpoch Epoch => epoch;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(int treatment, ulong unit, ulong source, bool isError)
    {
        ref var seen = ref _seen[treatment + 1];
        if (seen < EpochRecorder.SeenBound) seen++; // Lost increments do no harm: it shows that there are any.
        if (_first.IsNew(unit, source)) Add(_first, GuardSignals.Untimed, treatment, unit, source);
        if (_cohort is not null && treatment >= 0) Join(treatment, unit, source, isError);
        if (isError) Add(_errors, GuardSignals.Errors, treatment, unit, source);
    }

    public (IReadOnlyList<GuardObservation> Observations, IReadOnlyList<GuardTally> Tallies) Drain()
    {
        List<GuardObservation> observations;
        lock (_gate) (observations, _observations) = (_observations, []);
        var tallies = new List<GuardTally>();
        for (var arm = 0; arm < _seen.Length; arm++)
        {
            if (Interlocked.Exchange(ref _seen[arm], 0) is var seen and > 0) tallies.Add(new(GuardSignals.Seen, arm - 1, seen));
        }

        return (observations, tallies);
    }

    private void Join(int treatment, ulong unit, ulong source, bool isError)
    {
        if (_cohort!.Count < Cohort && _cohort.IsNew(unit, source)) Add(_cohort, GuardSignals.Cohort, treatment, unit, source);
        if (isError && !_cohort.IsNew(unit)) Add(_cohortErrors!, GuardSignals.CohortErrors, treatment, unit, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(SampledUnits units, string signal, int treatment, ulong unit, ulong source)
    {
        lock (_gate)
        {
            if (_observations.Count == MostObservations || !units.TryAdd(unit, source)) return;
            _observations.Add(new() { Signal = signal, Treatment = treatment, Unit = unit, Source = source });
        }
    }
}
