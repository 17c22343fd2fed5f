using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Documents;

namespace Dataface.Flags.Experiments.Portfolio.Ranking;

/// <summary>
/// What testing a bet is worth against acting on the belief today. The payoff is earned over the horizon: an answer after wait and delay
/// steers what is left of it only, and who waits with what they would do anyway forgoes the part before.
/// </summary>
/// <param name="Perfect">EVPI: what a perfect answer today would be worth. No test is worth more.</param>
/// <param name="Sample">EVSI: what the test's answer would be worth today.</param>
/// <param name="SteeredShare">The share of the horizon that is left when the answer comes.</param>
/// <param name="Forgone">What waiting forgoes.</param>
/// <param name="Cost">What the test costs.</param>
internal readonly record struct BetValue(double Perfect, double Sample, double SteeredShare, double Forgone, double Cost)
{
    /// <summary>The expected net gain of sampling.</summary>
    public double Net => (Sample * SteeredShare) - Forgone - Cost;

    /// <summary>The net gain for each unit of cost; null when the test costs nothing.</summary>
    public double? NetPerCost => Cost > 0 ? Net / Cost : null;

    /// <param name="bet">The bet.</param>
    /// <param name="belief">What is believed of it.</param>
    /// <param name="wait">The days until its test can start: what it needs has to be done first.</param>
    public static BetValue Of(Bet bet, Belief belief, double wait)
    {
        var waited = Math.Min(1, (bet.Delay + TimeSpan.FromDays(wait)) / bet.Horizon);
        return new(bet.Payoff * belief.Perfect, bet.Payoff * belief.Sample, 1 - waited, bet.Payoff * belief.WithoutTest * waited, bet.Cost);
    }
}
