using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>An experiment and its data, as gates look at them.</summary>
internal sealed class ExperimentEvidence
{
    /// <summary>Loads of two variants may take as long.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, MetricEvidence> _metrics;

    /// <param name="rows">The data in canonical order.</param>
    /// <param name="flag">How its flag stands; null when that is not known.</param>
    public ExperimentEvidence(ExperimentDefinition definition, ExperimentData rows, DateTimeOffset now, ExperimentPolicy policy,
        FlagCourse? flag = null)
    {
        (Definition, Now, Policy, Arms, Flag) = (definition, now, policy, definition.Design.Arms, flag);
        _metrics = new(StringComparer.Ordinal);
        var ranges = Ranges(rows.Kpis);
        foreach (var metric in definition.Metrics)
        {
            _metrics.TryAdd(metric.Name, new(metric, Design, rows.Kpis, ranges.GetValueOrDefault(metric.Name), now));
        }

        AreExposuresCounted = rows.Exposures.Any(e => RunDays.Contains(Design, e.Cohort));
        DailyExposures = CountExposures(rows);
        Exposures = [.. Arms.Select((_, arm) => DailyExposures.Sum(day => day.Units[arm]))];
        FirstDay = FirstOf(rows.Exposures.Where(e => e.Units > 0).Select(e => e.Cohort))
            ?? FirstOf(rows.Kpis.Where(k => k.Statistics.Units > 0).Select(k => k.Cohort));
        if (rows.Exposures.Count > 0)
        {
            foreach (var metric in _metrics.Values) metric.CheckDays(DailyExposures);
        }

        Rules = GateRules.Of(definition);
        Plans = definition.SuccessMetrics.ToDictionary(
            m => m, m => DesignRequests.Of(definition, m) is { } request ? SampleSize.Plan(request) : null, StringComparer.Ordinal);
    }

    private ExperimentEvidence(ExperimentEvidence whole, DateOnly day)
    {
        (Definition, Now, Policy, Arms, Exposures, FirstDay, Rules, Plans) =
            (whole.Definition, whole.Now, whole.Policy, whole.Arms, whole.Exposures, whole.FirstDay, whole.Rules, whole.Plans);
        (DailyExposures, AreExposuresCounted) = (whole.DailyExposures, whole.AreExposuresCounted);
        _metrics = whole._metrics.ToDictionary(m => m.Key, m => m.Value.UpTo(day), StringComparer.Ordinal);
    }

    public ExperimentDefinition Definition { get; }

    public ExperimentDesign Design => Definition.Design;

    public DateTimeOffset Now { get; }

    public ExperimentPolicy Policy { get; }

    public FlagCourse? Flag { get; }

    /// <summary>Control and the treatments.</summary>
    public IReadOnlyList<string> Arms { get; }

    /// <summary>The metric that comes first where there are several; null for none.</summary>
    public string? FirstSuccessMetric => Definition.SuccessMetrics is [var first, ..] ? first : null;

    /// <summary>The rules that decide it.</summary>
    public IReadOnlyList<GateRule> Rules { get; }

    /// <summary>The units of each arm.</summary>
    public long[] Exposures { get; }

    /// <summary>The units of each arm by day of first exposure, in the order of days; none without units.</summary>
    public IReadOnlyList<(DateOnly Day, long[] Units)> DailyExposures { get; }

    /// <summary>The first day with units; null when there are none.</summary>
    public DateOnly? FirstDay { get; }

    /// <summary>The days since the first unit; what comes after the end is no run.</summary>
    public int DaysRun
    {
        get
        {
            var today = RunDays.Day(Now);
            var last = Design.End < today ? Design.End.Value : today;
            return FirstDay is { } first ? Math.Max(0, last.DayNumber - first.DayNumber) : 0;
        }
    }

    /// <summary>Whether exposures were counted by themselves; else the units of the first success metric stand for them.</summary>
    public bool AreExposuresCounted { get; }

    /// <summary>The plan of each primary metric; null where nothing was known before.</summary>
    public IReadOnlyDictionary<string, SamplePlan?> Plans { get; }

    public MetricEvidence? this[string metric] => _metrics.GetValueOrDefault(metric);

    public IEnumerable<MetricEvidence> Metrics => Definition.Metrics.Select(m => _metrics[m.Name]).Distinct();

    /// <summary>The planned units of each arm; null where there is no plan.</summary>
    public IReadOnlyList<double>? Planned(string metric) =>
        Plans.GetValueOrDefault(metric) is { IsComputed: true } plan ? plan.UnitsPerVariant : null;

    /// <summary>What was known of the metrics of those units that were first exposed up to a day.</summary>
    public ExperimentEvidence UpTo(DateOnly day) => new(this, day);

    /// <summary>
    /// Whether a day's units can be compared: a variant whose rows come later than those of another has lost nothing until they are due.
    /// </summary>
    public bool IsKnown((DateOnly Day, long[] Units) exposed)
    {
        var over = RunDays.Midnight(exposed.Day.AddDays(1));
        return over <= Now - Policy.MaxDataAge || (exposed.Units.All(units => units > 0) && !(Behind < over));
    }

    /// <summary>Whether no more data of a metric can come.</summary>
    public bool IsOver(MetricEvidence metric) => metric.IsWhole && RunDays.ClosesAt(Design, metric.Metric) is { } closes
        && metric.RefreshedAt >= closes && Now >= closes;

    /// <summary>Where a sequential interval of a treatment should be tightest: the plan, or else all units that are expected.</summary>
    public double TightestAt(string metric, int arm)
    {
        if ((Planned(metric) ?? Plans.Keys.Select(Planned).FirstOrDefault(p => p is not null)) is { } planned)
            return planned[0] + planned[arm];
        var days = Design is { Start: { } start, End: { } end } ? end.DayNumber - start.DayNumber : Policy.MaxDays;
        var weights = Design.Weights;
        return Math.Max(2, Design.Traffic * Design.Exposure * days * (weights[0] + weights[arm]) / weights.Sum());
    }

    /// <summary>Up to when the data of that variant are that is behind others; null when none is.</summary>
    private DateTimeOffset? Behind => _metrics.Values.Where(metric => metric.Lag > Together).Min(metric => metric.RefreshedAt);

    private DateOnly? FirstOf(IEnumerable<DateOnly> days) => days.Where(day => RunDays.Contains(Design, day)).Cast<DateOnly?>().Min();

    /// <summary>In canonical order the rows of a metric stand together.</summary>
    private static Dictionary<string, (int From, int To)> Ranges(IReadOnlyList<KpiValue> rows)
    {
        var ranges = new Dictionary<string, (int From, int To)>(StringComparer.Ordinal);
        for (var from = 0; from < rows.Count;)
        {
            var to = from + 1;
            while (to < rows.Count && string.Equals(rows[to].Metric, rows[from].Metric, StringComparison.Ordinal)) to++;
            ranges.Add(rows[from].Metric, (from, to));
            from = to;
        }

        return ranges;
    }

    /// <summary>As they were counted; where nobody counted them, those that the first metric with data knows of.</summary>
    private List<(DateOnly Day, long[] Units)> CountExposures(ExperimentData rows)
    {
        var counted = rows.Exposures.Where(e => RunDays.Contains(Design, e.Cohort)).Select(e => (e.Cohort, e.Variant, e.Units)).ToList();
        if (counted.Count == 0 && FirstSuccessMetric is { } metric)
        {
            counted = [.. rows.Kpis.Where(k => k.Metric == metric && RunDays.Contains(Design, k.Cohort)).Select(
                k => (k.Cohort, k.Variant, k.Statistics.Units))];
        }

        var days = new SortedDictionary<DateOnly, long[]>();
        foreach (var (day, variant, units) in counted)
        {
            var arm = Arms.ToList().IndexOf(variant);
            if (arm < 0 || units <= 0) continue;
            if (!days.TryGetValue(day, out var all)) days.Add(day, all = new long[Arms.Count]);

            // No door lets more in; what came in before there was a limit must not end every decision.
            all[arm] += Math.Min(units, RowRules.MostUnits);
        }

        return [.. days.Select(day => (day.Key, day.Value))];
    }
}
