using Dataface.Flags.Experiments.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Statistics;

[TestFixture]
internal sealed class MultipleTestingLaws
{
    [Test]
    public void Adjust_AnyPValues_RawAtMostHochbergAtMostHolmAtMostOne() => ForAnyPValues(raw =>
    {
        var (holm, hochberg) = (MultipleTesting.Holm(raw).Values, MultipleTesting.BenjaminiHochberg(raw).Values);
        return Enumerable.Range(0, raw.Length).All(i => raw[i] <= hochberg[i] + 1e-15 && hochberg[i] <= holm[i] + 1e-15 && holm[i] <= 1);
    });

    [Test]
    public void Adjust_AnyPValues_KeepsTheirOrder() => ForAnyPValues(raw =>
    {
        var (holm, hochberg) = (MultipleTesting.Holm(raw).Values, MultipleTesting.BenjaminiHochberg(raw).Values);
        var all = Enumerable.Range(0, raw.Length).ToArray();
        return all.All(i => all.All(j => raw[i] > raw[j] || (holm[i] <= holm[j] && hochberg[i] <= hochberg[j])));
    });

    private static void ForAnyPValues(Func<double[], bool> law) => Prop.ForAll<NonEmptyArray<uint>>(seeds =>
        law([.. seeds.Get.Select(s => s * 2654435761u / 4294967295.0 % 1)])).QuickCheckThrowOnFailure();
}
