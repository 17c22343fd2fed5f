using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>
/// Results of the good experiment: so many units a day in each arm from 1 December, one share of which buys and one of whose requests fail.
/// </summary>
internal sealed record Results
{
    public static readonly DateOnly Start = new(2026, 12, 1);

    public int Days { get; init; } = 28;

    public long ControlUnits { get; init; } = 1_000;

    public long TreatmentUnits { get; init; } = 1_000;

    public double ControlOrders { get; init; } = 0.30;

    public double TreatmentOrders { get; init; } = 0.30;

    public double ControlErrors { get; init; } = 0.01;

    public double TreatmentErrors { get; init; } = 0.01;

    /// <summary>The day after the window of the last unit of all 28 days.</summary>
    public DateTimeOffset Now { get; init; } = new(2027, 1, 5, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset? Refreshed { get; init; }

    public static ExperimentDefinition Experiment => Given.Experiment;

    public ExperimentData Data => new()
    {
        Kpis = [.. AllDays.SelectMany(day => new[]
        {
            Orders("off", day, ControlUnits, ControlOrders), Orders("on", day, TreatmentUnits, TreatmentOrders),
            Errors("off", day, ControlUnits, ControlErrors),
            Errors("on", day, TreatmentUnits, TreatmentErrors), Revenue("off", day, ControlUnits, ControlOrders),
            Revenue("on", day, TreatmentUnits, TreatmentOrders),
        })],
        Exposures = [.. AllDays.SelectMany(day => new ExposureCount[] { new() { Variant = "off", Cohort = day, Units = ControlUnits }, new()
        {
            Variant = "on",
            Cohort = day,
            Units = TreatmentUnits,
        } })],
    };

    public Decision Decide(ExperimentDefinition? experiment = null) => ExperimentDecision.Decide(experiment ?? Experiment, Data, Now);

    private IEnumerable<DateOnly> AllDays => Enumerable.Range(0, Days).Select(Start.AddDays);

    private KpiValue Orders(string arm, DateOnly day, long units, double share) =>
        new()
        {
            Variant = arm,
            Metric = "orders",
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(units, (long)Math.Round(units * share)),
            RefreshedAt = Refreshed ?? Now,
        };

    private KpiValue Revenue(string arm, DateOnly day, long units, double share) =>
        new()
        {
            Variant = arm,
            Metric = "revenue",
            Cohort = day,
            Statistics = SampleStatistics.OfMean(units, units * share * 20, units * share * 500),
            RefreshedAt = Refreshed ?? Now,
        };

    /// <summary>Four requests of each unit; failures fall on units at random.</summary>
    private KpiValue Errors(string arm, DateOnly day, long units, double share)
    {
        var failed = Math.Round(units * 4 * share);
        return new()
        {
            Variant = arm,
            Metric = "errors",
            Cohort = day,
            Statistics = SampleStatistics.OfRatio(units, failed, failed, units * 4, units * 16, failed * 4),
            RefreshedAt = Refreshed ?? Now,
        };
    }
}
