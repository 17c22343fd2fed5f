using Dataface.Flags.Experiments.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Statistics;

[TestFixture]
internal sealed class PowerLaws
{
    /// <summary>Where there is any power to speak of: the false alarms of a sequential procedure become fewer on the way.</summary>
    [Test]
    public void Power_MoreUnits_Rises() => ForAnyDesign((baseline, effect, units, procedure) =>
    {
        var (few, many) = (Power(baseline, effect, units, procedure), Power(baseline, effect, units * 1.5, procedure));
        return few.Value is >= 0 and <= 1 && (many.Value > few.Value || few.Value is < 0.1 or > 0.999999);
    });

    [Test]
    public void Power_AtTheDetectableEffect_IsThePowerAskedFor() => ForAnyDesign((baseline, _, units, procedure) =>
    {
        var effect = PowerAnalysis.DetectableEffect(baseline, 0.8, EffectScale.Absolute, units, units, procedure);
        return effect.Reason == StatisticsReason.Unreachable
            || Math.Abs(Power(baseline, effect.Value, units, procedure).Value - 0.8) < 1e-6;
    });

    private static Figure Power(MetricBaseline baseline, double effect, double units, TestProcedure procedure) =>
        PowerAnalysis.Power(baseline, effect, EffectScale.Absolute, units, units, procedure);

    private static void ForAnyDesign(Func<MetricBaseline, double, double, TestProcedure, bool> law) =>
        Prop.ForAll<uint, uint, bool>((a, b, isSequential) =>
    {
        var rate = 0.001 + (a % 900 / 1000.0);
        var units = 100.0 + (b % 100_000);
        var procedure = isSequential ? TestProcedure.Sequential(2 * units) : TestProcedure.FixedHorizon();
        return law(MetricBaseline.OfProportion(rate), (1 - rate) / (2 + (b % 40)), units, procedure)
            && law(MetricBaseline.OfMean(rate, 1 + (a % 7)), 0.001 + (b % 10 / 10.0), units, procedure);
    }).QuickCheckThrowOnFailure();
}
