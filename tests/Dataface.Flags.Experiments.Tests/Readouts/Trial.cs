using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>An experiment in memory with one success metric and one guardrail, whose rows a test writes.</summary>
internal sealed record Trial
{
    public static readonly DateOnly Start = new(2026, 12, 1);

    /// <summary>The weight of control, and of each treatment.</summary>
    public double[] Split { get; init; } = [1, 1];

    public MetricKind Success { get; init; } = MetricKind.Conversion;

    public MetricKind Guarded { get; init; } = MetricKind.ErrorRate;

    public MetricDirection Better { get; init; } = MetricDirection.Decrease;

    public IReadOnlyList<GateRule> Gates { get; init; } = [];

    public double Alpha { get; init; } = 0.05;

    public TestKind Test { get; init; } = TestKind.Sequential;

    public DateOnly? End { get; init; } = Start.AddDays(28);

    /// <summary>The units a day that are expected.</summary>
    public double Traffic { get; init; } = 10_000;

    public double? Baseline { get; init; }

    public IReadOnlyList<KpiValue> Kpis { get; init; } = [];

    public IReadOnlyList<ExposureCount> Exposures { get; init; } = [];

    public DateTimeOffset Now { get; init; } = At(2);

    public static IReadOnlyList<string> Arms { get; } = ["off", "on", "a", "b", "c"];

    public ExperimentDefinition Definition => new()
    {
        Id = "trial",
        Title = "Trial",
        Owner = "t",
        Type = ExperimentType.Feature,
        Problem = "p",
        ExpectedOutcome = "e",
        RollbackPlan = "r",
        Design = new()
        {
            Control = "off",
            Treatments = [.. Arms.Skip(1).Take(Split.Length - 1)],
            Split = Split.Select((weight, i) => (Arms[i], weight)).ToDictionary(a => a.Item1, a => a.weight, StringComparer.Ordinal),
            Exposure = 1,
            Start = Start,
            End = End,
            MinimumDetectableEffect = 0.05,
            Traffic = Traffic,
            Alpha = Alpha,
            Test = Test,
        },
        Metrics =
        [
            new() { Name = "orders", Kind = Success, Event = "o", Baseline = Baseline },
            new() { Name = "guarded", Kind = Guarded, Event = "f",
                Denominator = Guarded is MetricKind.ErrorRate or MetricKind.Ratio ? "h" : null, Direction = Better },
        ],
        SuccessMetrics = ["orders"],
        FailureMetrics = ["guarded"],
        Gates = Gates,
    };

    /// <summary>Noon of the day after so many days.</summary>
    public static DateTimeOffset At(int days) => new(Start.AddDays(days), new(12, 0), TimeSpan.Zero);

    public Decision Decide() => ExperimentDecision.Decide(
        Definition, new() { Kpis = [.. Kpis.Select(k => k with { RefreshedAt = Now })], Exposures = Exposures }, Now);

    /// <summary>A day's rows of one arm, with as many exposures as units.</summary>
    public Trial With(int day, string arm, SampleStatistics orders, SampleStatistics guarded) => this with
    {
        Kpis = [.. Kpis, new()
        {
            Variant = arm,
            Metric = "orders",
            Cohort = Start.AddDays(day),
            Statistics = orders,
            RefreshedAt = default,
        },
            new() { Variant = arm, Metric = "guarded", Cohort = Start.AddDays(day), Statistics = guarded, RefreshedAt = default }],
        Exposures = [.. Exposures, new() { Variant = arm, Cohort = Start.AddDays(day), Units = orders.Units }],
        Now = At(day + 1),
    };

    public GateResult Guardrail(string arm = "on") => Decide().Gates.Single(g => g.Code == GateCode.Guardrail && g.Variant == arm);

    public static SampleStatistics Count(long units, long events) => SampleStatistics.OfProportion(units, events);
}
