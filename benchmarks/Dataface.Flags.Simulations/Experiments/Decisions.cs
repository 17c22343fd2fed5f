using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments;

/// <summary>Whole experiments, decided each day until they are: what is recommended where the truth is known.</summary>
internal static class Decisions
{
    private const double Orders = 0.3;
    private const double Failures = 0.01;
    private const int UnitsPerDay = 2_200;
    private const int LongestDays = 30;

    private static readonly DateOnly Start = new(2027, 1, 4);

    private static readonly (string Name, Truth Truth, Recommendation Right, DecisionReason Reason, double Least)[] Truths =
    [
        ("no effect", new(1, 1, 0), Recommendation.Iterate, DecisionReason.NoEffect, 0.9),
        ("the effect that was planned for", new(1.05, 1, 0), Recommendation.Ship, DecisionReason.Success, 0.77),
        ("twice that effect", new(1.1, 1, 0), Recommendation.Ship, DecisionReason.Success, 0.98),
        ("a harmful effect, as large", new(0.95, 1, 0), Recommendation.Kill, DecisionReason.PrimaryHarmed, 0.77),
        ("10 % of the treatment's units are lost, orders up", new(1.1, 1, 0.1), Recommendation.Iterate, DecisionReason.SampleRatioMismatch,
            0.98),
        ("5 % of them are lost, no effect", new(1, 1, 0.05), Recommendation.Iterate, DecisionReason.SampleRatioMismatch, 0.65),
        ("failures doubled, orders up", new(1.1, 2, 0), Recommendation.Kill, DecisionReason.GuardrailBroken, 0.8),
        ("failures fourfold, orders up", new(1.1, 4, 0), Recommendation.Kill, DecisionReason.GuardrailBroken, 0.98),
    ];

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"Whole experiments, looked at every day, {runs} each; success "
            + $"metric {Orders:0 %}, guardrail {Failures:0 %}, planned for 5 % with power 0.8",
            "Truth", "Test", "ship", "iterate", "of these sample ratio", "kill", "of these guardrail", "wait at the end", "days, mean");
        var seed = 500;
        foreach (var (name, truth, right, reason, least) in Truths)
        {
            foreach (var test in new[] { TestKind.Fixed, TestKind.Sequential })
            {
                var definition = Definition(test);
                var results = Runs.Of(runs, seed++, random => Decide(random, definition, truth));
                double Share(Func<(Recommendation Recommendation, DecisionReason Reason, int Days), bool> which) =>
                    results.Count(which) / (double)runs;
                Report.Row(
                    table, name, test, Share(r => r.Recommendation == Recommendation.Ship),
                    Share(r => r.Recommendation == Recommendation.Iterate),
                    Share(r => r.Reason == DecisionReason.SampleRatioMismatch), Share(r => r.Recommendation == Recommendation.Kill),
                    Share(r => r.Reason == DecisionReason.GuardrailBroken), Share(r => r.Recommendation == Recommendation.Wait),
                    results.Average(r => r.Days));
                var share = Share(r => r.Recommendation == right && r.Reason == reason);
                report.Judge($"{name}, {test}: {reason} in {share:0.000} (>= {least})", share >= least);
            }
        }
    }

    private static (Recommendation Recommendation, DecisionReason Reason, int Days) Decide(
        Random random, ExperimentDefinition definition, Truth truth)
    {
        var (kpis, exposures) = (new List<KpiValue>(), new List<ExposureCount>());
        for (var day = 0; ; day++)
        {
            var now = new DateTimeOffset(Start.AddDays(day + 1), new(1, 0), TimeSpan.Zero);
            if (day < LongestDays)
            {
                // Each unit falls to a side by itself, as bucketing has it.
                var control = Binomials.Draw(random, UnitsPerDay, 0.5);
                var treatment = Binomials.Draw(random, UnitsPerDay - control, 1 - truth.Lost);
                Add(random, kpis, exposures, "off", Start.AddDays(day), control, Orders, Failures, now);
                Add(random, kpis, exposures, "on", Start.AddDays(day), treatment, Orders * truth.Orders, Failures * truth.Failures, now);
            }

            var decision = ExperimentDecision.Decide(
                definition, new() { Kpis = [.. kpis.Select(k => k with { RefreshedAt = now })], Exposures = exposures }, now);
            if (decision.Recommendation != Recommendation.Wait || day > LongestDays)
                return (decision.Recommendation, decision.Reason, day + 1);
        }
    }

    private static void Add(
        Random random, List<KpiValue> kpis, List<ExposureCount> exposures, string arm, DateOnly day, long units, double orders,
        double failures, DateTimeOffset now)
    {
        exposures.Add(new() { Variant = arm, Cohort = day, Units = units });
        kpis.Add(new()
        {
            Variant = arm,
            Metric = "orders",
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(units, Binomials.Draw(random, units, orders)),
            RefreshedAt = now,
        });
        kpis.Add(new()
        {
            Variant = arm,
            Metric = "failures",
            Cohort = day,
            Statistics = SampleStatistics.OfProportion(units, Binomials.Draw(random, units, failures)),
            RefreshedAt = now,
        });
    }

    private static ExperimentDefinition Definition(TestKind test) => new()
    {
        Id = "simulated",
        Title = "Simulated",
        Owner = "nobody",
        Type = ExperimentType.Feature,
        Problem = "p",
        ExpectedOutcome = "e",
        RollbackPlan = "r",
        Design = new()
        {
            Control = "off",
            Treatments = ["on"],
            Exposure = 1,
            Start = Start,
            End = Start.AddDays(LongestDays),
            MinimumDetectableEffect = 0.05,
            Traffic = UnitsPerDay,
            Test = test,
        },
        Metrics =
        [
            new() { Name = "orders", Kind = MetricKind.Conversion, Event = "o", Baseline = Orders },
            new() { Name = "failures", Kind = MetricKind.ErrorRate, Event = "f", Direction = MetricDirection.Decrease },
        ],
        SuccessMetrics = ["orders"],
        FailureMetrics = ["failures"],
    };

    /// <summary>What treatment does to orders and failures, as factors, and which share of its units is lost.</summary>
    private sealed record Truth(double Orders, double Failures, double Lost);
}
