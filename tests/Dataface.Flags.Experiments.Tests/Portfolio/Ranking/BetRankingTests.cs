using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Experiments.Portfolio.Ranking;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Ranking;

[TestFixture]
internal sealed class BetRankingTests
{
    [Test]
    public void Of_CostAndDelay_CountAgainstTheAnswer()
    {
        var belief = new BetaBelief(1, 1, 0.5, 1);
        var bet = Given.Bet("b") with
        {
            Belief = belief,
            Payoff = 1200,
            Cost = 30,
            Horizon = TimeSpan.FromDays(100),
            Delay = TimeSpan.FromDays(25)
        };
        var value = BetValue.Of(bet, belief, wait: 0);
        Assert.Multiple(() =>
        {
            Assert.That(value.Sample, Is.EqualTo(100).Within(1e-9));
            Assert.That(value.Forgone, Is.Zero, "the prior says leave it, so that waiting forgoes nothing");
            Assert.That(value.Net, Is.EqualTo(45).Within(1e-9), "100 × 75 % − 30");
            Assert.That(value.NetPerCost, Is.EqualTo(1.5).Within(1e-9));
        });
    }

    [Test]
    public void Of_PriorThatSaysBuild_WaitingForgoesWhatWouldBeEarned()
    {
        var belief = new BetaBelief(3, 1, 0.5, 1);
        var bet = Given.Bet("b") with { Belief = belief, Payoff = 1000, Horizon = TimeSpan.FromDays(100), Delay = TimeSpan.FromDays(10) };
        Assert.That(BetValue.Of(bet, belief, wait: 0).Forgone, Is.EqualTo(25).Within(1e-9), "1000 × (0.75 − 0.5) × 10 %");
    }

    [Test]
    [Rule("the ranking counts the wait that the map knows")]
    public void Of_BetThatWaitsForAPrerequisite_CountsTheWait()
    {
        var waits = Given.Bet("waits", 1_000, "contract") with { Cost = 500, Horizon = TimeSpan.FromDays(100) };
        var plan = Given.Plan([waits, Given.Bet("now", 300)], Given.Prerequisite("contract", 60));
        var ranking = Given.Rank(plan);
        Assert.That(ranking.Bets.Select(b => b.Bet.Id), Is.EqualTo(new[] { "now", "waits" }), "1,000 × 40 % − 500 is a loss");
        Assert.That(ranking.Bets[1].Value.Net, Is.EqualTo(-100).Within(1e-9));
        Assert.That(ranking.Bets[1].Why, Does.StartWith("Its test can start in 60 d. The answer is worth 1,000"));
        Assert.That(BudgetChoice.Choose(ranking.Bets, null, 2).Select(b => b.Bet.Id), Is.EqualTo(new[] { "now" }));
        var mapped = MapBuilder.Build(plan, Given.Today).Bets.Single(b => b.Bet.Id == "waits");
        Assert.That(mapped.Net, Is.EqualTo(-100).Within(1e-9), "the map says the same");
        Assert.That(BetValue.Of(waits, waits.Belief, wait: 1_000).SteeredShare, Is.Zero, "an answer after the horizon steers nothing");
    }

    [Test]
    public void Of_EqualBets_AreOrderedByIdentifier()
    {
        var ranking = Given.Rank(Given.Plan([Given.Bet("b"), Given.Bet("a"), Given.Bet("c", 200)]));
        Assert.That(ranking.Bets.Select(b => (b.Bet.Id, b.Place)), Is.EqualTo(new[] { ("c", 1), ("a", 2), ("b", 3) }));
    }

    [Test]
    public void Of_BetsUnderWay_AreListedSeparately()
    {
        var ranking = Given.Rank(
            Given.Plan([Given.Bet("a") with { Status = BetStatus.Running }, Given.Bet("b"),
                Given.Bet("c") with { Status = BetStatus.Decided }]));
        Assert.That((ranking.Bets.Single().Bet.Id, string.Concat(ranking.Apart.Select(b => b.Id))), Is.EqualTo(("b", "ac")));
    }

    [Test]
    public void Overturns_TopFarAhead_IsEmpty() =>
        Assert.That(Given.Rank(Given.Plan([Given.Bet("a", 100_000), Given.Bet("b", 1) with { Cost = 100 }])).Overturns, Is.Empty);

    [Test]
    public void Overturns_TopBarelyAhead_NameBetAndChange()
    {
        var overturns = Given.Rank(Given.Plan([Given.Bet("a", 101), Given.Bet("b", 100)])).Overturns.ToList();
        Assert.That(overturns
            .Select(o => (o.Bet.Bet.Id, o.Shift.Change)), Does.Contain(("a", "prior mean −50 %")).And.Contain(("b", "prior weight −50 %")));
    }

    [Test]
    public void Why_TestThatLoses_SaysWhatToDoInstead()
    {
        var why = Given.Rank(Given.Plan([Given.Bet("a") with { Cost = 1_000 }])).Bets[0].Why;
        Assert.That(why, Does.Contain("Testing loses 900").And.Contain("leave it without a test"));
    }

    [TestCase(100.0, 2, "ab")]
    [TestCase(60.0, 2, "bc")]
    [TestCase(60.0, 1, "a")]
    [TestCase(20.0, 2, "c")]
    [TestCase(5.0, 2, "")]
    [TestCase(null, 2, "ab")]
    public void Choose_WithinABudget_TakesTheBestOneOrTwo(double? budget, int most, string expected)
    {
        // Net 90, 70 and 60 at costs of 50, 40 and 20.
        Bet[] bets = [WithCost("a", 140, 50), WithCost("b", 110, 40), WithCost("c", 80, 20), WithCost("loses", 10, 11)];
        var chosen = BudgetChoice.Choose(Given.Rank(Given.Plan(bets)).Bets, budget, most);
        Assert.That(string.Concat(chosen.Select(b => b.Bet.Id)), Is.EqualTo(expected));

        static Bet WithCost(string id, double gross, double cost) => Given.Bet(id, gross) with { Cost = cost };
    }
}
