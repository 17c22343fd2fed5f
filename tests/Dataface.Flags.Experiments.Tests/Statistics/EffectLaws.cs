using Dataface.Flags.Experiments.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Statistics;

/// <summary>What holds for any two groups of units.</summary>
[TestFixture]
internal sealed class EffectLaws
{
    private static readonly TestProcedure[] Procedures = [TestProcedure.FixedHorizon(), TestProcedure.Sequential(500),
        TestProcedure.FixedHorizon(0.001)];

    [Test]
    public void Compare_SidesSwapped_MirrorsTheEffectAndKeepsThePValue() => ForAnyData((a, b, procedure) =>
    {
        var (there, back) =
            (EffectTest.Compare(a, b, EffectScale.Absolute, procedure), EffectTest.Compare(b, a, EffectScale.Absolute, procedure));
        return Near(there.PValue, back.PValue) && Near(there.Point, -back.Point) && Near(there.Lower, -back.Upper)
            && there.Reason == back.Reason;
    });

    [Test]
    public void Compare_AnyData_IntervalContainsThePointAndAgreesWithThePValue() => ForAnyData((a, b, procedure) =>
    {
        foreach (var scale in Enum.GetValues<EffectScale>())
        {
            var effect = EffectTest.Compare(a, b, scale, procedure);
            if (!effect.IsComputed) continue;
            if (!(effect.Lower < effect.Point && effect.Point < effect.Upper) || effect.PValue is not (>= 0 and <= 1)) return false;
            var leavesZeroOut = effect.Lower > 0 || effect.Upper < 0;
            if (Math.Abs(effect.PValue - procedure.Alpha) > 1e-9 && leavesZeroOut != effect.PValue < procedure.Alpha) return false;
        }

        return true;
    });

    [Test]
    public void Compare_TheSameDataTwice_NarrowsTheInterval() => ForAnyData((a, b, procedure) =>
    {
        var (once, twice) =
            (EffectTest.Compare(a, b, EffectScale.Absolute, procedure), EffectTest.Compare(a + a, b + b, EffectScale.Absolute, procedure));
        return !once.IsComputed || twice.Upper - twice.Lower < once.Upper - once.Lower;
    });

    [Test]
    public void Compare_Sequentially_IsWiderThanAtAFixedHorizon() => ForAnyData((a, b, _) =>
    {
        var (fixedly, always) = (
            EffectTest.Compare(a + a + a, b + b + b, EffectScale.Absolute, TestProcedure.FixedHorizon()),
            EffectTest.Compare(a + a + a, b + b + b, EffectScale.Absolute, TestProcedure.Sequential(a.Units + b.Units)));
        return !fixedly.IsComputed || fixedly.DegreesOfFreedom < 4 || always.Upper > fixedly.Upper;
    });

    private static void ForAnyData(Func<SampleStatistics, SampleStatistics, TestProcedure, bool> law) =>
        Prop.ForAll<int[], int[], int>((a, b, seed) =>
        law(Sums([.. a, 1, 4, 7]), Sums([.. b, 0, 2, 9]), Procedures[Math.Abs(seed % Procedures.Length)])
        && law(Counts(a), Counts(b), Procedures[Math.Abs(seed % Procedures.Length)])).QuickCheckThrowOnFailure();

    private static SampleStatistics Sums(int[] values) =>
        SampleStatistics.OfMean(values.Length, values.Sum(v => (double)v), values.Sum(v => (double)v * v));

    private static SampleStatistics Counts(int[] values) => SampleStatistics.OfProportion(values.Length + 2, values.Count(v => v > 0) + 1);

    private static bool Near(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-9 * (1 + Math.Abs(a));
}
