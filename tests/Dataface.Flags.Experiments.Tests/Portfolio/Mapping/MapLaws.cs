using Dataface.Flags.Experiments.Portfolio.Mapping;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Mapping;

[TestFixture]
internal sealed class MapLaws
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, 1_000_000).ToArbitrary();

    private static void Holds(Func<PortfolioMap, bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Seeds, seed => law(MapBuilder.Build(RandomPlan.Of(seed), Given.Today))));

    [Test]
    public void Slack_OfAnyPrerequisite_IsNeverNegative() => Holds(map => map.Prerequisites.All(p => p.Slack is null or >= 0));

    [Test]
    public void CriticalPath_OfAnyBet_IsAsLongAsItsEarliestStart() => Holds(map =>
    {
        var days = map.Prerequisites.ToDictionary(p => p.Prerequisite.Id, p => p.Remaining.Expected);
        return map.Bets.All(bet => Math.Abs(bet.CriticalPath.Sum(id => days[id]) - bet.Ready) < 1e-9);
    });

    [Test]
    public void CriticalPath_OfAnyBet_HasNoSlack() => Holds(map =>
        map.Bets.SelectMany(bet => bet.CriticalPath).All(id => map.Prerequisites.Single(p => p.Prerequisite.Id == id).Slack < 1e-9));

    [Test]
    public void Ready_OfAnyBet_IsBetweenItsBounds() => Holds(map =>
        map.Bets.All(bet => bet.ReadyRange.From <= bet.Ready && bet.Ready <= bet.ReadyRange.To && bet.Ready <= bet.ReadyIfNeeded));

    /// <summary>The first step against every set of bets that could be unlocked together.</summary>
    [Test]
    public void Unlocks_FirstStep_IsTheBestOfAllSets() => Holds(map =>
    {
        var closures = map.Bets.Where(bet => bet.Ready > 0)
            .Select(bet => (bet.Net, Needs: map.Prerequisites.Where(p => p.Remaining.To > 0 && p.Bets.Contains(bet.Bet.Id)).ToHashSet()))
            .ToList();
        var best = 0d;
        for (var set = 1; set < 1 << closures.Count; set++)
        {
            var members = closures.Where((_, index) => (set & (1 << index)) != 0).ToList();
            best = Math.Max(best, members.Sum(m => m.Net) / members.SelectMany(m => m.Needs).Distinct().Sum(p => p.Remaining.Expected));
        }

        return closures.Count == 0 ? map.Unlocks.Count == 0 : Math.Abs(map.Unlocks[0].ValuePerDay - best) < 1e-6 * best;
    });

    [Test]
    public void Unlocks_AnyPlan_FinishEachPrerequisiteOnceAndUnlockEachWaitingBet() => Holds(map =>
        map.Unlocks.SelectMany(step => step.Prerequisites) is var finished && finished.Distinct().Count() == finished.Count()
        && map.Unlocks.SelectMany(step => step.Bets).Order()
            .SequenceEqual(map.Bets.Where(bet => bet.Ready > 0).Select(bet => bet.Bet.Id).Order())
        && map.Unlocks.Zip(map.Unlocks.Skip(1)).All(pair => pair.First.ValuePerDay >= pair.Second.ValuePerDay * (1 - 1e-6)));
}
