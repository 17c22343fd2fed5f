using System.Reflection;
using System.Text.RegularExpressions;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Everything that a guard says to the owner of a service, as one list.</summary>
[TestFixture]
internal sealed partial class GuardSentencesTests
{
    private static readonly EpochTests Tests = Fed(bothReport: true);
    private static readonly EpochTests OneSided = Fed(bothReport: false);

    private static readonly GuardObjectiveStatus Objective =
        new()
        {
            Name = "api",
            Percent = 99.9,
            Health = GuardObjectiveHealth.Burning,
            Requests = 2_000,
            Failed = 61,
            Window = TimeSpan.FromHours(1),
        };

    /// <summary>Parts of an answer, which get the figures as their second sentence.</summary>
    private static readonly Dictionary<string, string[]> Waits = new()
    {
        [nameof(GuardSentences.Paused)] = [GuardSentences.Paused],
        [nameof(GuardSentences.NoEvidence)] = [GuardSentences.NoEvidence],
        [nameof(GuardSentences.OneSided)] = [GuardSentences.OneSided],
        [nameof(GuardSentences.Holds)] =
            [.. Enum.GetValues<GuardObjectiveHealth>().Select(health => GuardSentences.Holds(Objective with { Health = health }))],
        [nameof(GuardSentences.Held)] = [GuardSentences.Held(TimeSpan.FromMinutes(90))],
        [nameof(GuardSentences.Loud)] = [GuardSentences.Loud(Tests.Signals[0])],
        [nameof(GuardSentences.GoesOn)] = [GuardSentences.GoesOn(12.5m)],
        [nameof(GuardSentences.TooLittle)] =
        [
            GuardSentences.TooLittle(Tests, null, null), GuardSentences.TooLittle(Tests, null, TimeSpan.MaxValue),
            GuardSentences.TooLittle(Tests, null, TimeSpan.FromHours(5)), GuardSentences.TooLittle(Tests, 0.001, null),
            GuardSentences.TooLittle(Tests, 0.001, TimeSpan.MaxValue), GuardSentences.TooLittle(Tests, 0.001, TimeSpan.FromDays(3)),
        ],
        [nameof(GuardSentences.Unprotected)] = [GuardSentences.Unprotected(OneSided), GuardSentences.Unprotected(Tests)],
        [nameof(GuardSentences.Silent)] = [GuardSentences.Silent(TimeSpan.FromMinutes(10))],
        [nameof(GuardSentences.StoreIsDown)] = [GuardSentences.StoreIsDown],
        [nameof(GuardSentences.OnlyObserved)] = [GuardSentences.OnlyObserved],
    };

    /// <summary>Whole answers.</summary>
    private static readonly Dictionary<string, string[]> Answers = new()
    {
        [nameof(GuardSentences.Aborted)] = [.. Tests.Signals.Select(signal => GuardSentences.Aborted(signal, "on", 0.05, Tests.Figures))],
        [nameof(GuardSentences.SharedBurn)] =
            [GuardSentences.SharedBurn(Objective), GuardSentences.SharedBurn(Objective with { Name = null })],
        [nameof(GuardSentences.Signalled)] = [GuardSentences.Signalled("auth_failure")],
        [nameof(GuardSentences.Advances)] =
            [GuardSentences.Advances(Tests, 2, isProved: true, Tests.Figures), GuardSentences.Advances(Tests, 2, isProved: false, default)],
        [nameof(GuardSentences.Watching)] = [GuardSentences.Watching("on", Tests.Figures), GuardSentences.Watching("on", default)],
        [nameof(GuardSentences.Waiting)] = [.. Waits.Values.SelectMany(w => w)
            .Select(wait => GuardSentences.Waiting(wait, "on", Tests.Figures))],
        [nameof(GuardSentences.Unwatched)] = [GuardSentences.Unwatched],
    };

    private static IEnumerable<string> AllAnswers => Answers.Values.SelectMany(answers => answers);

    [TestCaseSource(nameof(AllAnswers))]
    public void Answer_ToAServiceOwner_HasTwoSentencesThatEndAndAreNotTooLong(string answer)
    {
        Assert.That(SentenceEnd().Count(answer), Is.EqualTo(2), answer);
        Assert.That(answer, Does.Match("[.?]$"));
        Assert.That(answer, Has.Length.LessThan(600));
        Assert.That(answer, Does.Not.Contain("NaN").And.Not.Contain("∞").And.Not.Contain("ln "));
    }

    [Test]
    public void Answers_OfDecisions_NameUseErrorsAndSources()
    {
        foreach (var answer in Answers[nameof(GuardSentences.Aborted)].Concat(Answers[nameof(GuardSentences.Waiting)])
            .Append(Answers[nameof(GuardSentences.Advances)][0]).Append(Answers[nameof(GuardSentences.Watching)][0]))
        {
            Assert.That(
                answer, Does.EndWith(
                    "With 'on' a unit makes 3.0 calls up to its first error, 2.0 % of calls err and 6.0 % of units; without it 2.0 calls, "
                    + "1.0 % and 2.0 %; "
                    + "of each source one unit counts, and the strongest has 5 % of the units."));
        }
    }

    [Test]
    public void Sentences_AllOfThem_AreInTheList()
    {
        var all = typeof(GuardSentences).GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Select(m => m.Name);
        Assert.That(Answers.Keys.Concat(Waits.Keys).Append(nameof(GuardSentences.Sources)), Is.EquivalentTo(all));
    }

    [TestCase(0, 0.1, "of each source one unit counts, and the strongest has 10 %")]
    [TestCase(0, 0.5, "one source has 50 % of the units, so that each of its units counts")]
    [TestCase(0.9, 0.1, "the source of 90 % of the units is not known")]
    public void Sources_AnyShare_AreDescribed(double sourceless, double strongest, string said) =>
        Assert.That(
            GuardSentences.Sources(new(1_000, new(strongest, strongest), new(sourceless, sourceless))),
            Does.StartWith(said).IgnoreCase.And.Match("[.?]$"));

    [TestCase(1.5, 0, true)]
    [TestCase(1.7, 0, false)]
    [TestCase(1.5, 0.2, false)]
    public void Figures_OfAFeatureThatIsUsedLess_SayThatHarmCouldHide(double calls, double erring, bool isSaid)
    {
        var figures = new SidesFigures(new(200, (long)(200 * calls), (long)(200 * erring)), new(200, 400, 0), HasErrors: true, null);
        Assert.That(GuardSentences.Watching("on", figures),
            isSaid ? Does.EndWith("; it is used less, so that harm by call could hide behind that.") : Does.Not.Contain("used less"));
    }

    private static EpochTests Fed(bool bothReport)
    {
        var guard = new GuardDefinition { Source = "tenant", Counters = ["auth_failure"], SloObjective = 99 };
        var tests = new EpochTests(guard, new ArmShares([("on", 0.05)], 0.95), treatment: 0, epoch: 1);
        var counts = new List<GuardCount>();
        foreach (var (arm, calls, erring) in bothReport ? [(0, 3, 6), (-1, 2, 2)] : new[] { (0, 3, 6) })
        {
            void Add(string signal, long count) => counts.Add(GuardCounts.Of(0, signal, arm, 0, count));
            Add(GuardSignals.Seen, 500);
            Add(GuardSignals.Untimed, arm == 0 ? 50 : 950);
            Add(GuardSignals.AtRiskUnits, 100);
            Add(GuardSignals.AtRisk(GuardSignals.Errors), 100 * calls);
            Add(GuardSignals.Erring, erring);
            Add(GuardSignals.Sampled, 100);
            Add(GuardSignals.Strongest, 5);
        }

        tests.Feed(1, counts);
        return tests;
    }

    [GeneratedRegex(@"[.?](\s|$)")]
    private static partial Regex SentenceEnd();
}
