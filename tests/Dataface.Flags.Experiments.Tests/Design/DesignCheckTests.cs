using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Tests.Design;

[TestFixture]
internal sealed class DesignCheckTests
{
    private static readonly DateOnly Start = new(2026, 12, 1);

    /// <summary>29,498 units at 2,107 a day: 14 days and not one less.</summary>
    private static readonly DesignRequest Request = new()
    {
        Baseline = MetricBaseline.OfProportion(0.1),
        MinimumDetectableEffect = 0.01,
        Scale = EffectScale.Absolute,
        UnitsPerDay = 2_107,
    };

    [TestCase(14, true)]
    [TestCase(13, false)]
    public void Judge_LastDay_DecidesWhetherTheAimIsReached(int days, bool expected)
    {
        var verdict = DesignCheck.Judge(Request, Start, Start.AddDays(days));
        Assert.Multiple(() =>
        {
            Assert.That((verdict.CanReachAim, verdict.Plan.Days, verdict.ExpectedUnits), Is.EqualTo((expected, 14.0, 2_107.0 * days)));
            Assert.That(verdict.ExpectedPower >= 0.8, Is.EqualTo(expected));
            Assert.That(verdict.DetectableEffect.Value <= 0.01, Is.EqualTo(expected));
            Assert.That(verdict.DetectableEffect.Value, Is.EqualTo(0.01).Within(5).Percent);
        });
    }

    [Test]
    public void Judge_MoreUnitsThanThereAre_CannotReachItsAim()
    {
        var verdict = DesignCheck.Judge(Request with { MinimumDetectableEffect = 1e-9 }, Start, Start.AddDays(90));
        Assert.That((verdict.Reason, verdict.CanReachAim, verdict.Plan.Reason),
            Is.EqualTo((StatisticsReason.Computed, false, StatisticsReason.Unreachable)));
        Assert.That(verdict.DetectableEffect.Value, Is.InRange(0.001, 0.01));
    }

    [Test]
    public void Judge_EndNotAfterStart_IsRefusedByName() =>
        Assert.That(DesignCheck.Judge(Request, Start, Start).Reason, Is.EqualTo(StatisticsReason.InvalidDates));

    [Test]
    public void Judge_NoTraffic_IsRefusedByName() =>
        Assert.That(DesignCheck.Judge(Request with { UnitsPerDay = 0 }, Start, Start.AddDays(9)).Reason,
            Is.EqualTo(StatisticsReason.InvalidTraffic));

    [Test]
    public void Judge_BadDesign_PassesTheReasonOn() =>
        Assert.That(DesignCheck.Judge(Request with { Alpha = 2 }, Start, Start.AddDays(9)).Reason,
            Is.EqualTo(StatisticsReason.InvalidAlpha));
}
