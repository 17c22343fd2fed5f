using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Mapping;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Mapping;

[TestFixture]
internal sealed class PortfolioMapTests
{
    private static PortfolioMap Map(IEnumerable<Bet> bets, params BetPrerequisite[] prerequisites) =>
        MapBuilder.Build(Given.Plan(bets, prerequisites), Given.Today);

    private static MappedPrerequisite In(PortfolioMap map, string id) => map.Prerequisites.Single(p => p.Prerequisite.Id == id);

    [Test]
    public void Build_TwoChains_TheLongerIsCriticalAndTheOtherHasSlack()
    {
        var map = Map([Given.Bet("bet", 100, "b", "c")], Given.Prerequisite("a", 10), Given.Prerequisite("b", 5, "a"),
            Given.Prerequisite("c", 4));
        Assert.That(map.Bets[0].Ready, Is.EqualTo(15));
        Assert.That(map.Bets[0].CriticalPath, Is.EqualTo(new[] { "a", "b" }));
        Assert.That((In(map, "a").Slack, In(map, "c").Slack, In(map, "b").EarliestStart), Is.EqualTo((0d, 11d, 10d)));
    }

    [Test]
    public void Build_LeadTimesAreRanges_GivesBothEnds()
    {
        var map = Map([Given.Bet("bet", 100, "a")], Given.Prerequisite("a", 10) with { LongestLead = TimeSpan.FromDays(30) });
        Assert.That((map.Bets[0].Ready, map.Bets[0].ReadyRange), Is.EqualTo((20d, new DayRange(10, 30))));
    }

    [TestCase(-4, 6)]
    [TestCase(-40, 1)]
    [TestCase(3, 10)]
    public void Build_StartedOne_CountsWhatIsLeft(int startedIn, double left)
    {
        var started = Given.Prerequisite("a", 10) with { Status = PrerequisiteStatus.Started, Started = Given.Today.AddDays(startedIn) };
        Assert.That(Map([Given.Bet("bet", 100, "a")], started).Bets[0].Ready, Is.EqualTo(left));
    }

    [Test]
    public void Build_BegunOne_WaitsNoMoreForWhatItNeeds()
    {
        var begun = Given.Prerequisite("b", 3, "a") with { Status = PrerequisiteStatus.Started, Started = Given.Today };
        Assert.That(Map([Given.Bet("bet", 100, "b")], Given.Prerequisite("a", 10), begun).Bets[0].Ready, Is.EqualTo(3));
    }

    [Test]
    public void Build_SpeculativeOne_DelaysNothingAndIsSeparate()
    {
        var map = Map([Given.Bet("bet", 100, "a", "s")], Given.Prerequisite("a", 10),
            Given.Prerequisite("s", 90) with { IsSpeculative = true });
        Assert.That((map.Bets[0].Ready, map.Bets[0].ReadyIfNeeded), Is.EqualTo((10d, 90d)));
        Assert.That((map.Prerequisites.Single().Prerequisite.Id, map.Speculative.Single().Prerequisite.Id), Is.EqualTo(("a", "s")));
        Assert.That(map.Unlocks.SelectMany(step => step.Prerequisites), Has.None.EqualTo("s"));
    }

    [Test]
    public void Unlocks_SharedPrerequisite_CountsOnceForAllThatItUnlocks()
    {
        // Alone, each of the three brings 100/55 a day and 'quick' 20/10; together the three bring 300/65, since the shared days count
        // once. All of it less what the 55 days of waiting take of the horizon.
        var map = Map(
            [Given.Bet("one", 100, "p1"), Given.Bet("two", 100, "p2"), Given.Bet("three", 100, "p3"), Given.Bet("quick", 20, "q")],
            Given.Prerequisite("shared", 50), Given.Prerequisite("p1", 5, "shared"), Given.Prerequisite("p2", 5, "shared"),
            Given.Prerequisite("p3", 5, "shared"),
            Given.Prerequisite("q", 10));
        Assert.Multiple(() =>
        {
            Assert.That(map.Unlocks[0].Bets, Is.EqualTo(new[] { "one", "two", "three" }));
            Assert.That((map.Unlocks[0].Days, map.Unlocks[0].ValuePerDay), Is.EqualTo((65d, 300 * (1 - (55 / 365d)) / 65d)).Within(1e-9));
            Assert.That(map.Unlocks[1].Bets, Is.EqualTo(new[] { "quick" }));
        });
    }

    [Test]
    public void Unlocks_BetThatTestingLoses_UnlocksNothing() =>
        Assert.That(Map([Given.Bet("bet", 100, "a") with { Cost = 1_000 }], Given.Prerequisite("a", 10)).Unlocks, Is.Empty);

    [Test]
    public void ThisWeek_UrgentOrBest_AreNamedAndNothingThatWaitsOrHasBegun()
    {
        var map = Map(
            [Given.Bet("bet", 100, "late", "spare", "begun")],
            Given.Prerequisite("first", 10), Given.Prerequisite("late", 20, "first"), Given.Prerequisite("spare", 3),
            Given.Prerequisite("unneeded", 3),
            Given.Prerequisite("begun", 3) with { Status = PrerequisiteStatus.Started, Started = Given.Today });
        Assert.That(map.ThisWeek.Select(p => p.Prerequisite.Id), Is.EqualTo(new[] { "first", "spare" }));
        Assert.That(In(map, "unneeded").Slack, Is.Null);
    }
}
