using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// The data of one metric. A day counts when its units' window is over in every arm, so that each unit counts once, with its whole value,
/// and arms are compared over the same days.
/// </summary>
internal sealed class MetricEvidence
{
    /// <summary>By how much longer one variant's units may have been watched than another's, as a share.</summary>
    private const double Uneven = 0.01;

    /// <summary>Fewer events than this may be missing by chance.</summary>
    private const double FewExpected = 20;

    private readonly int _arms;

    /// <summary>The units of each arm, day by day, whether the day counts or not.</summary>
    private readonly Dictionary<DateOnly, long[]> _units;

    /// <summary>Day by day, all arms of each.</summary>
    private readonly List<SampleStatistics> _sums;
    private readonly List<DateOnly> _days;
    private readonly int _count;

    /// <param name="metric">The metric.</param>
    /// <param name="design">The design; days outside it do not count.</param>
    /// <param name="rows">All rows, in canonical order.</param>
    /// <param name="range">Where the metric's are.</param>
    /// <param name="now">Data may not be from later.</param>
    public MetricEvidence(
        MetricDefinition metric, ExperimentDesign design, IReadOnlyList<KpiValue> rows, (int From, int To) range, DateTimeOffset now)
    {
        Metric = metric;
        var arms = design.Arms.ToList();
        _arms = arms.Count;
        _units = new((range.To - range.From) / _arms);
        var last = new DateTimeOffset?[_arms];
        var ready = new List<KpiValue>[_arms];
        for (var i = 0; i < _arms; i++) ready[i] = new((range.To - range.From) / _arms);
        for (var place = range.From; place < range.To; place++)
        {
            var row = rows[place];
            var arm = arms.IndexOf(row.Variant);
            if (arm < 0 || !RunDays.Contains(design, row.Cohort)) continue;
            Damage ??= DamageOf(row, now);
            HasEvents |= IsEvent(row.Statistics);
            AddUnits(row, arm);
            last[arm] = last[arm] is { } at && at >= row.RefreshedAt ? at : row.RefreshedAt;
            if (RunDays.MaturesAt(row.Cohort, metric) <= row.RefreshedAt) ready[arm].Add(row);
        }

        (RefreshedAt, LatestAt) = last.Contains(null) ? default((DateTimeOffset?, DateTimeOffset?)) : (last.Min(), last.Max());
        IsEven = metric.Window is not null || !(Lag > Uneven * (RefreshedAt - RunDays.Midnight(_units.Keys.DefaultIfEmpty().Min())) / 2)
            || RunDays.ClosesAt(design, metric) <= RefreshedAt;
        (_days, _sums) = (new(ready[0].Count), new(ready[0].Count * _arms));
        KeepCommonDays(ready);
        _count = _days.Count;
    }

    private MetricEvidence(MetricEvidence whole, int count)
    {
        (Metric, Damage, HasEvents, RefreshedAt) = (whole.Metric, whole.Damage, whole.HasEvents, whole.RefreshedAt);
        (LatestAt, IsEven) = (whole.LatestAt, whole.IsEven);
        (_arms, _units, _sums, _days, _count) = (whole._arms, whole._units, whole._sums, whole._days, count);
    }

    private bool IsEvent(in SampleStatistics sums) => sums.Sum != 0 || sums.SumOfSquares != 0
        || (Metric is { Direction: MetricDirection.Decrease, Kind: not MetricKind.Latency }
        && (sums.Kind != StatisticKind.Ratio || sums.DenominatorSum != 0));

    public MetricDefinition Metric { get; }

    /// <summary>What makes the data useless; null for nothing.</summary>
    public string? Damage { get; private set; }

    /// <summary>
    /// Whether an event has ever come of it, from any variant; also where none is good news, and nobody can tell silence from it.
    /// </summary>
    public bool HasEvents { get; }

    /// <summary>
    /// The first of the last days of which no event has come from any variant, where at the rate before many were expected; null for none.
    /// Days without a whole window are no silence.
    /// </summary>
    public DateOnly? SilentSince
    {
        get
        {
            if (Damage is not null || Metric.Window is null) return null;
            var (first, silent) = (_count, 0L);
            while (first > 0 && Total(first - 1) is var day && !IsEvent(day)) (first, silent) = (first - 1, silent + day.Units);
            var before = new SampleStatistics();
            for (var day = 0; day < first; day++) before += Total(day);
            return silent > 0 && before.Units > 0 && EventsOf(before) / before.Units * silent >= FewExpected ? _days[first] : null;
        }
    }

    /// <summary>Up to when events are in the data of every arm; null when an arm has none.</summary>
    public DateTimeOffset? RefreshedAt { get; }

    /// <summary>Up to when events are in the data of some arm.</summary>
    public DateTimeOffset? LatestAt { get; }

    /// <summary>By how much the data of an arm are behind those of another.</summary>
    public TimeSpan? Lag => LatestAt - RefreshedAt;

    /// <summary>
    /// Whether the units of all arms were watched for as long. Values without a window grow, so that an arm whose data are older looks
    /// lower than it is.
    /// </summary>
    public bool IsEven { get; }

    /// <summary>The days that count.</summary>
    public IEnumerable<DateOnly> Days => _days.Take(_count);

    /// <summary>The units of each arm in the rows of a day, whether it counts or not.</summary>
    public long[] UnitsOf(DateOnly day) => _units.GetValueOrDefault(day) ?? new long[_arms];

    /// <summary>The units of an arm that have a row but are not among so many that count.</summary>
    public long LeftOut(int arm, long counted) => Math.Max(0, _units.Values.Sum(units => units[arm]) - counted);

    /// <summary>Whether there are no later days.</summary>
    public bool IsWhole => _count == _days.Count;

    /// <summary>The same without the days after one.</summary>
    public MetricEvidence UpTo(DateOnly day) => new(this, _days.BinarySearch(day) is var place && place >= 0 ? place + 1 : ~place);

    /// <summary>Control and each treatment over all days.</summary>
    public Strata[] AllStrata => field ??= Strata();

    /// <summary>Control and each treatment, day by day, until each arm has what is enough. The place of control is empty.</summary>
    /// <param name="enough">Where a single planned look was to be made, so that later days are not looked at; null for all days.</param>
    public Strata[] Strata(IReadOnlyList<double>? enough = null)
    {
        var days = Damage is not null ? 0 : enough is null ? _count : CountUntil(enough);
        var strata = new Strata[_arms];
        strata[0] = new Strata([]);
        for (var arm = 1; arm < _arms; arm++)
        {
            var parts = new Stratum[days];
            for (var day = 0; day < days; day++) parts[day] = new(_sums[day * _arms], _sums[(day * _arms) + arm]);
            strata[arm] = new(parts);
        }

        return strata;
    }

    public static bool Reaches(SampleStatistics[] sums, IReadOnlyList<double> enough) =>
        sums.Zip(enough).All(s => s.First.Units >= s.Second);

    /// <summary>
    /// A single row with far more units than were first exposed on its day is the total of many days, within which nothing can be compared.
    /// </summary>
    /// <param name="exposures">The units of each day.</param>
    public void CheckDays(IReadOnlyList<(DateOnly Day, long[] Units)> exposures)
    {
        if (Damage is not null || _days is not [var only] || exposures.Count < 2) return;
        var exposed = exposures.FirstOrDefault(e => e.Day == only).Units ?? new long[_arms];
        for (var i = 0; i < _arms; i++)
        {
            if (_sums[i].Units <= 1.5 * exposed[i]) return;
        }

        Damage = FormattableString.Invariant(
            $"all units are on {only:O}, when far fewer were exposed: sides are compared within days, so send a row for each day");
    }

    /// <summary>At least so many units have an event: as many as would make these sums with values that are all alike.</summary>
    private static double EventsOf(in SampleStatistics sums) =>
        sums.SumOfSquares > 0 ? sums.Sum * sums.Sum / sums.SumOfSquares : 0;

    /// <summary>A day that counts, all arms together.</summary>
    private SampleStatistics Total(int day)
    {
        var total = _sums[day * _arms];
        for (var arm = 1; arm < _arms; arm++) total += _sums[(day * _arms) + arm];
        return total;
    }

    private void AddUnits(KpiValue row, int arm)
    {
        if (!_units.TryGetValue(row.Cohort, out var units)) _units.Add(row.Cohort, units = new long[_arms]);
        units[arm] += Math.Clamp(row.Statistics.Units, 0, RowRules.MostUnits);
    }

    private int CountUntil(IReadOnlyList<double> enough)
    {
        var sums = new SampleStatistics[_arms];
        for (var day = 0; day < _count; day++)
        {
            for (var i = 0; i < _arms; i++) sums[i] += _sums[(day * _arms) + i];
            if (Reaches(sums, enough)) return day + 1;
        }

        return _count;
    }

    /// <summary>Each arm's rows stand in the order of their days.</summary>
    private void KeepCommonDays(List<KpiValue>[] ready)
    {
        var next = new int[_arms];
        foreach (var row in ready[0])
        {
            var isCommon = true;
            for (var i = 0; i < _arms; i++)
            {
                while (next[i] < ready[i].Count && ready[i][next[i]].Cohort < row.Cohort) next[i]++;
                isCommon &= next[i] < ready[i].Count && ready[i][next[i]].Cohort == row.Cohort;
            }

            if (!isCommon) continue;
            _days.Add(row.Cohort);
            for (var i = 0; i < _arms; i++) _sums.Add(ready[i][next[i]].Statistics);
        }
    }

    private string? DamageOf(KpiValue row, DateTimeOffset now)
    {
        var sums = row.Statistics;
        if (row.RefreshedAt > now + RunDays.ClockDifference)
            return FormattableString.Invariant($"data of {row.Variant} are from the future ({row.RefreshedAt:u})");
        if (sums.Kind != StatisticKind.None && !DesignRequests.Kinds(Metric.Kind).Contains(sums.Kind))
            return $"{sums.Kind} is not a form of this metric";
        return RowRules.AreDamaged(sums)
            ? FormattableString.Invariant($"the sums of {row.Variant} on {row.Cohort:O} are damaged: {ReasonText.Of(sums.Reason)}")
            : null;
    }
}
