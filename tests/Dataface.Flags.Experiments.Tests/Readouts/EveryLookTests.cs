using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Tests;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>Decisions at every look, for every split, with few events.</summary>
[TestFixture]
[Rule("an experiment without effect is decided with a probability of at most α, however often one looks")]
internal sealed class EveryLookTests
{
    private const int Days = 28;

    /// <summary>Fisher's exact p-value of these is 0.185.</summary>
    [Test]
    public void Decide_NineToOneAndSixteenFailuresOnOneSide_DoesNotKill()
    {
        var trial = new Trial { Split = [1, 9], Traffic = 700 };
        for (var day = 0; day < 2; day++)
        {
            trial = trial.With(day, "off", Trial.Count(1_000, 300), Trial.Count(1_000, 0)).With(
                day, "on", Trial.Count(9_000, 2_700), Trial.Count(9_000, 8));
        }

        var decision = trial.Decide();
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), decision.Sentence);
    }

    /// <summary>The small side is the one that a normal distribution takes for lower than it is; here it is control.</summary>
    [TestCase(1, 9, 0.01, 0.05)]
    [TestCase(1, 9, 0.001, 0.05)]
    [TestCase(1, 99, 0.01, 0.05)]
    public void Decide_NoEffectLookedAtEachDay_DecidesFalselyNoMoreOftenThanAlpha(
        double control, double treatment, double rate, double alpha)
    {
        const int Runs = 60;
        var falsely = Enumerable.Range(0, Runs).Count(seed => IsDecided(new(seed + 1), control / (control + treatment), rate, alpha));
        Assert.That(falsely, Is.LessThanOrEqualTo(Quantile(Runs, alpha)));
    }

    private static bool IsDecided(Random random, double share, double rate, double alpha)
    {
        var trial = new Trial { Split = [share, 1 - share], Alpha = alpha };
        for (var day = 0; day < Days; day++)
        {
            var control = Binomial.Sample(random, share, 10_000);
            foreach (var (arm, units) in new[] { ("off", control), ("on", 10_000 - control) })
            {
                trial = trial.With(day, arm, Trial.Count(units, units / 4), Trial.Count(units, Binomial.Sample(random, rate, units)));
            }

            if (trial.Decide().Reason == DecisionReason.GuardrailBroken) return true;
        }

        return false;
    }

    /// <summary>The count that a true probability of α exceeds once in a thousand times.</summary>
    private static int Quantile(int runs, double alpha)
    {
        var count = 0;
        while (Binomial.CDF(alpha, runs, count) < 0.999) count++;
        return count;
    }
}
