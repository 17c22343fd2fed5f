using System.Globalization;
using System.Text.RegularExpressions;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Gates;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>What is shown is what was decided by.</summary>
[TestFixture]
[Rule("a sentence never shows an interval that contains the boundary which it says is left out")]
internal sealed partial class SentenceLaws
{
    private static readonly double[] Rates = [0.0005, 0.01, 0.1, 0.3, 0.5, 0.9];

    [Test]
    public void Decide_AnyData_KillShowsNoIntervalThatContainsZero() => ForAnyTrial((trial, _) =>
    {
        var decision = trial.Decide();
        return decision.Reason != DecisionReason.PrimaryHarmed || Intervals(decision.Sentence).All(i => i.Lower > 0 || i.Upper < 0);
    });

    [Test]
    public void Decide_AnyData_ShipShowsNoIntervalThatContainsItsThreshold() => ForAnyTrial((trial, threshold) =>
    {
        var decision = trial.Decide();
        if (decision.Recommendation != Recommendation.Ship) return true;
        var shown = Intervals(decision.Sentence);
        return shown.Count > 0
            && shown.All(i => i.Lower > threshold * (i.IsRelative ? 100 : 1) || i.Upper < threshold * (i.IsRelative ? 100 : 1));
    });

    /// <summary>A gate's numbers and its words, against its own threshold.</summary>
    [Test]
    public void Decide_AnyData_GatesAgreeWithTheirIntervals() => ForAnyTrial((trial, _) =>
    {
        foreach (var gate in trial.Decide().Gates.Where(g => g.Code is GateCode.Guardrail or GateCode.Primary))
        {
            double? Number(string name) => gate.Numbers.Where(n => n.Name == name).Select(n => (double?)n.Value).FirstOrDefault();
            if (Number("lower") is not { } lower) continue;
            var (threshold, upper) = (Number("threshold")!.Value, Number("upper") ?? double.PositiveInfinity);
            if (gate is { Code: GateCode.Primary, State: GateState.Pass } && lower <= threshold && upper >= threshold) return false;
            if (gate is { Code: GateCode.Guardrail, State: GateState.Fail } && lower <= threshold && upper >= threshold) return false;
        }

        return true;
    });

    [TestCase(0.0000004, 0.02, 0, EffectScale.Relative, "+0.00004 % to +2.00000 %")]
    [TestCase(0.02004, 0.05, 0.02, EffectScale.Relative, "+2.004 % to +5.000 %")]
    [TestCase(-0.3, -0.00000001, 0, EffectScale.Absolute, "-0.3 to -0.00000001")]
    [TestCase(0.01, 0.05, 0, EffectScale.Relative, "+1.0 % to +5.0 %")]
    [TestCase(0.01, double.PositiveInfinity, 0, EffectScale.Relative, "+1.0 % or more")]
    [TestCase(-0.01, 0.05, 0, EffectScale.Relative, "-1.0 % to +5.0 %")]
    public void Interval_NearABoundary_HasTheDigitsThatTellThemApart(
        double lower, double upper, double boundary, EffectScale scale, string expected) =>
        Assert.That(Bounds.Interval(new(lower, 1, lower, upper, 1, 0), scale, boundary), Is.EqualTo(expected));

    [Test]
    public void Decide_Ship_SaysWhatItsGuardrailsLeaveOpen()
    {
        var decision = new Results { TreatmentOrders = 0.33 }.Decide();
        var upper = decision.Gates.Single(g => g.Code == GateCode.Guardrail).Numbers.Single(n => n.Name == "upper").Value;
        Assert.That(decision.Sentence, Does.Contain(", with errors higher by at most 0.00"));
        var said = double.Parse(Said().Match(decision.Sentence).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.That(said, Is.GreaterThanOrEqualTo(upper).And.LessThan(upper + 0.0002));
    }

    /// <summary>Two treatments that do harm to one metric each: of both the one that was harmed is told.</summary>
    [Test]
    public void Decide_EachTreatmentHarmsAnotherMetric_NamesTheHarmedMetricOfEach()
    {
        var definition = new Trial { Split = [1, 1, 1] }.Definition with { SuccessMetrics = ["orders", "guarded"], FailureMetrics = [] };
        var trial = new Trial { Split = [1, 1, 1] };
        for (var day = 0; day < 8; day++)
        {
            trial = trial.With(day, "off", Trial.Count(5_000, 1_500), Trial.Count(5_000, 500))
                .With(day, "on", Trial.Count(5_000, 1_200), Trial.Count(5_000, 500))
                .With(day, "a", Trial.Count(5_000, 1_500), Trial.Count(5_000, 700));
        }

        var decision = ExperimentDecision.Decide(definition,
            new() { Kpis = [.. trial.Kpis.Select(k => k with { RefreshedAt = trial.Now })], Exposures = trial.Exposures }, trial.Now);
        Assert.That(decision.Reason, Is.EqualTo(DecisionReason.PrimaryHarmed), decision.Sentence);
        Assert.That(decision.Sentence, Does.Contain("orders of 'on'").And.Contain("guarded of 'a'").And.Not.Contain("orders of 'a'"));
    }

    private static void ForAnyTrial(Func<Trial, double, bool> law) => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var threshold = random.Next(3) == 0 ? 0.02 : 0;
        var statistic = random.Next(2) == 0 ? GateStatistic.LiftLower : GateStatistic.DifferenceLower;
        var split = new[] { 1.0, 2, 9, 99 }[random.Next(4)];
        var arms = 2 + random.Next(2);
        var trial = new Trial
        {
            Split = [split, .. Enumerable.Repeat(1.0, arms - 1)],
            Test = random.Next(2) == 0 ? TestKind.Fixed : TestKind.Sequential,
            End = Trial.Start.AddDays(8),
            Gates = random.Next(2) == 0 ? [] : [new()
            {
                Metric = "orders",
                Statistic = statistic,
                Comparison = GateComparison.Above,
                Threshold = threshold,
                Role = GateRole.Success,
            }],
        };
        if (trial.Gates.Count == 0) threshold = 0;
        var (rate, lift) = (Rates[random.Next(Rates.Length)], random.NextDouble() * random.Next(-2, 3) / 4);
        var (units, failing) = (random.Next(50, 3_000), 0.02 * random.NextDouble());
        for (var day = 0; day < 8; day++)
        {
            for (var arm = 0; arm < arms; arm++)
            {
                var n = (long)(units * (arm == 0 ? split : 1));
                var events = (long)Math.Min(n, n * rate * (arm == 0 ? 1 : 1 + lift) * (0.95 + (random.NextDouble() / 10)));
                trial = trial.With(
                    day, Trial.Arms[arm], Trial.Count(n, events), Trial.Count(n, (long)(n * failing * (arm == 0 ? 1 : 1.2))));
            }
        }

        return law(trial, threshold);
    }).QuickCheckThrowOnFailure();

    private static List<(double Lower, double Upper, bool IsRelative)> Intervals(string sentence) =>
    [
        .. Between().Matches(sentence).Select(m => (Parse(m.Groups[1].Value), Parse(m.Groups[3].Value), m.Groups[2].Success)),
        .. OrMore().Matches(sentence).Select(m => (Parse(m.Groups[1].Value), double.PositiveInfinity, m.Groups[2].Success)),
    ];

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\(([-+]?[0-9.E+-]+)( %)? to ([-+]?[0-9.E+-]+)(?: %)?\)")]
    private static partial Regex Between();

    [GeneratedRegex(@"\(([-+]?[0-9.E+-]+)( %)? or more\)")]
    private static partial Regex OrMore();

    [GeneratedRegex(@"errors higher by at most ([0-9.]+)")]
    private static partial Regex Said();
}
