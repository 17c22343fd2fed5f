using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Ranking;

[TestFixture]
internal sealed class RankingLaws
{
    private static readonly Gen<double> Positive = Gen.Choose(1, 4000).Select(n => n / 100d);
    private static readonly Gen<double> Any = Gen.Choose(-3000, 3000).Select(n => n / 100d);

    private static readonly Gen<NormalBelief> Normals =
        from mean in Any
        from sd in Positive
        from threshold in Any
        from noise in Positive
        from n in Gen.Choose(1, 500)
        select new NormalBelief(mean, sd, threshold, noise, n, n + 1);

    private static readonly Gen<BetaBelief> Betas =
        from a in Positive
        from b in Positive
        from threshold in Gen.Choose(0, 100)
        from n in Gen.Choose(1, 200)
        select new BetaBelief(a, b, threshold / 100d, n);

    [Test]
    public void Sample_OfAnyBelief_IsBetweenNothingAndAPerfectAnswer() => Check.QuickThrowOnFailure(
        Prop.ForAll(Normals.Select(b => (Belief)b).Or(Betas.Select(b => (Belief)b)).ToArbitrary(), b =>
            b.Sample >= 0 && b.Sample <= b.Perfect + 1e-12));

    [Test]
    public void Sample_OfMoreUnits_IsNeverWorthLess()
    {
        Check.QuickThrowOnFailure(
            Prop.ForAll(Normals.ToArbitrary(), b => (b with { Treatment = b.Treatment + 7 }).Sample >= b.Sample - 1e-15));
        Check.QuickThrowOnFailure(Prop.ForAll(Betas.ToArbitrary(), b => (b with { Size = b.Size + 1 }).Sample >= b.Sample - 1e-12));
    }

    [Test]
    public void Sample_OfManyUnits_ComesNearAPerfectAnswer() =>
        Assert.That(new BetaBelief(2, 8, 0.25, 20_000) is var belief ? belief.Sample / belief.Perfect : 0, Is.InRange(0.999, 1));

    [Test]
    public void Varied_AnyPrior_IsMovedByHalf()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Normals.ToArbitrary(), b => b.Varied().Select(v => ((NormalBelief)v.Belief).PriorMean).Order()
            .SequenceEqual(new[] { b.PriorMean * 0.5, b.PriorMean, b.PriorMean, b.PriorMean * 1.5 }.Order())));
        Check.QuickThrowOnFailure(
            Prop.ForAll(Betas.ToArbitrary(), b => b.Varied().All(v => v.Belief.Mean is > 0 and < 1 && v.Belief.Sample >= 0)));
    }
}
