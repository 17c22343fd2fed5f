using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>Guardrails where a side is zero, of every kind of metric and on both scales.</summary>
[TestFixture]
[Rule("a guardrail is always tested, also where a side is zero")]
internal sealed class GuardrailMarginTests
{
    private const long Units = 27_000;

    private static readonly GateStatistic[] Lower = [GateStatistic.LiftLower, GateStatistic.DifferenceLower];
    private static readonly GateStatistic[] Upper = [GateStatistic.LiftUpper, GateStatistic.DifferenceUpper];

    [Test]
    public void Decide_NoFailuresAgainstManyAndARelativeMargin_Kills(
        [Values(0, 0.1)] double margin, [ValueSource(nameof(Lower))] GateStatistic statistic)
    {
        foreach (var of in new[] { OfCounts, OfRatios, OfMeans })
        {
            var trial = Guarded(of.Kind, MetricDirection.Decrease, new()
            {
                Metric = "guarded",
                Statistic = statistic,
                Comparison = GateComparison.AtMost,
                Threshold = margin * (statistic == GateStatistic.LiftLower ? 1 : 0.1),
                Role = GateRole.Guardrail,
            });
            var decision = trial.With(0, "off", Orders, of.Sums(0)).With(0, "on", Orders, of.Sums(0.05)).Decide();
            Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Kill, DecisionReason.GuardrailBroken)),
                $"{of.Kind}: {decision.Sentence}");
        }
    }

    [Test]
    public void Decide_NothingLeftOfWhatWas_Kills([Values(0, -0.02)] double margin, [ValueSource(nameof(Upper))] GateStatistic statistic)
    {
        foreach (var of in new[] { OfRetention, OfRatios with { Kind = MetricKind.Ratio }, OfMeans })
        {
            var trial = Guarded(of.Kind, MetricDirection.Increase, new()
            {
                Metric = "guarded",
                Statistic = statistic,
                Comparison = GateComparison.AtLeast,
                Threshold = margin * (statistic == GateStatistic.LiftUpper ? 1 : 0.1),
                Role = GateRole.Guardrail,
            });
            var decision = trial.With(0, "off", Orders, of.Sums(0.05)).With(0, "on", Orders, of.Sums(0)).Decide();
            Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Kill, DecisionReason.GuardrailBroken)),
                $"{of.Kind}: {decision.Sentence}");
        }
    }

    [Test]
    public void Decide_BetterByAllThatThereWas_Holds([ValueSource(nameof(Lower))] GateStatistic statistic)
    {
        foreach (var of in new[] { OfCounts, OfRatios, OfMeans })
        {
            var trial = Guarded(of.Kind, MetricDirection.Decrease, new()
            {
                Metric = "guarded",
                Statistic = statistic,
                Comparison = GateComparison.AtMost,
                Threshold = 0,
                Role = GateRole.Guardrail,
            });
            Assert.That(trial.With(0, "off", Orders, of.Sums(0.05)).With(0, "on", Orders, of.Sums(0)).Guardrail().State, Is
                .EqualTo(GateState.Pass), $"{of.Kind}");
        }
    }

    /// <summary>
    /// Harm is not shown where neither side has any; that there is none by a margin is not shown by a lift of nothing either.
    /// </summary>
    [Test]
    public void Decide_BothSidesZero_NoHarmIsShownAndNoProofIsGiven([ValueSource(nameof(Lower))] GateStatistic statistic)
    {
        foreach (var of in new[] { OfCounts, OfRatios, OfMeans })
        {
            var harm = Guarded(
                of.Kind, MetricDirection.Decrease, new()
                {
                    Metric = "guarded",
                    Statistic = statistic,
                    Comparison = GateComparison.AtMost,
                    Threshold = 0.01,
                    Role = GateRole.Guardrail,
                });
            var proof = Guarded(
                of.Kind, MetricDirection.Decrease, new()
                {
                    Metric = "guarded",
                    Statistic = GateStatistic.LiftUpper,
                    Comparison = GateComparison.Below,
                    Threshold = 0.01,
                    Role = GateRole.Guardrail,
                });
            Assert.That(harm.With(0, "off", Orders, of.Sums(0)).With(0, "on", Orders, of.Sums(0)).Guardrail().State, Is
                .EqualTo(GateState.Pass), $"{of.Kind}");
            Assert.That(proof.With(0, "off", Orders, of.Sums(0)).With(0, "on", Orders, of.Sums(0)).Guardrail().State, Is
                .EqualTo(GateState.NotYet), $"{of.Kind}");
        }
    }

    /// <summary>One in a hundred of an experiment's units has the change: what it breaks is seen nevertheless, on the first day.</summary>
    [Test]
    public void Decide_OneInAHundredAndEveryOneOfThemFails_Kills([ValueSource(nameof(Lower))] GateStatistic statistic)
    {
        foreach (var of in new[] { OfCounts, OfRatios, OfMeans })
        {
            foreach (var fails in new[] { 0.0, 0.002 })
            {
                var trial = Guarded(of.Kind, MetricDirection.Decrease,
                    new()
                    {
                        Metric = "guarded",
                        Statistic = statistic,
                        Comparison = GateComparison.AtMost,
                        Threshold = 0.1,
                        Role = GateRole.Guardrail,
                    }) with
                { Split = [99, 1] };
                var decision = trial.With(0, "off", Trial.Count(9_900, 3_000), of.Of(9_900, fails)).With(
                    0, "on", Trial.Count(100, 30), of.Of(100, 1)).Decide();
                Assert.That(decision.Reason, Is.EqualTo(DecisionReason.GuardrailBroken), $"{of.Kind}: {decision.Sentence}");
            }
        }
    }

    private static SampleStatistics Orders => Trial.Count(Units, 8_100);

    private static Metric OfCounts { get; } = new(MetricKind.ErrorRate, (units, share) => Trial.Count(units, (long)(units * share)));

    private static Metric OfRetention { get; } = OfCounts with { Kind = MetricKind.Conversion };

    private static Metric OfRatios { get; } = new(
        MetricKind.ErrorRate, (units, share) =>
            SampleStatistics.OfRatio(units, units * share, units * share, units * 4, units * 16, units * share * 4));

    private static Metric OfMeans { get; } = new(
        MetricKind.Engagement, (units, share) => SampleStatistics.OfMean(units, units * share * 20, units * share * 500));

    private static Trial Guarded(MetricKind kind, MetricDirection better, GateRule rule) =>
        new() { Guarded = kind, Better = better, Gates = [rule] };

    private sealed record Metric(MetricKind Kind, Func<long, double, SampleStatistics> Of)
    {
        public SampleStatistics Sums(double share) => Of(Units, share);
    }
}
