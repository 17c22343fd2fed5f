using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.State;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Readouts;

/// <summary>What happens to the flag stands in the gates and in the sentence.</summary>
[TestFixture]
internal sealed class FlagCourseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 10, 12, 0, 0, TimeSpan.Zero);

    private static readonly ExperimentDefinition Sequential =
        Results.Experiment with { Design = Results.Experiment.Design with { Test = TestKind.Sequential } };

    private static readonly FlagCourse Sound = new()
    {
        Flag = "checkout-v2",
        Expires = new(2027, 2, 1),
        Share = 0.5,
        FullShare = 0.5,
        Step = "step 2 of 2"
    };

    /// <summary>A clear success after 17 days.</summary>
    private static readonly Results Success = new() { Days = 17, TreatmentOrders = 0.40, Now = new(2026, 12, 18, 12, 0, 0, TimeSpan.Zero) };

    [Test]
    public void Decide_FlagInOrder_ChangesNothing()
    {
        var decision = Decide(Success, Sound);
        Assert.That((decision.Recommendation, decision.Sentence), Is.EqualTo((Recommendation.Ship, Decide(Success, null).Sentence)));
        Assert.That(decision.Gates.Take(3).Select(g => (g.Code, g.State)),
            Is.EqualTo(new[] { (GateCode.Flag, GateState.Pass), (GateCode.Flag, GateState.Pass), (GateCode.Ramp, GateState.Pass) }));
    }

    [Test]
    [Rule("a killed flag is told")]
    public void Decide_FlagKilled_WaitsForTheRestoreAndPromisesNoDay()
    {
        var decision = Decide(Success, Sound with { Kill = Kill("ann") });
        Assert.That((decision.Recommendation, decision.ExpectedOn), Is.EqualTo((Recommendation.Wait, (DateOnly?)null)));
        Assert.That(decision.Sentence, Does.StartWith(
            "Wait: The flag 'checkout-v2' was killed by ann on 2026-12-10 12:00 UTC (errors), "
            + "so that nobody gets a treatment until it is restored."));
        Assert.That(decision.Missing[0].Gate, Is.EqualTo(GateCode.Flag));
    }

    [Test]
    [Rule("a killed flag is told")]
    public void Decide_FlagKilledUntilTheEnd_IsNotWaitedFor()
    {
        var decision = Decide(new Results { TreatmentOrders = 0.40 }, Sound with { Kill = Kill("ann") });
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Iterate, DecisionReason.FlagOff)),
            decision.Sentence);
        Assert.That(decision.Sentence,
            Does.StartWith("Iterate: it is over, and was not whole. The flag 'checkout-v2' was killed by ann on"));
    }

    [Test]
    [Rule("a killed flag is told")]
    public void Decide_AbortOfTheGuard_Kills()
    {
        var decision = Decide(Success, Sound with { Kill = Kill("guard"), IsAborted = true });
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Kill, DecisionReason.FlagAborted)));
        Assert.That(decision.Sentence,
            Does.StartWith("Kill: The guard has killed the flag 'checkout-v2' on 2026-12-10 12:00 UTC (errors)"));
    }

    [Test]
    public void Decide_HarmOfAMetricWhileTheFlagIsKilled_StaysAKill()
    {
        var decision = Decide(Success with { TreatmentErrors = 0.06 }, Sound with { Kill = Kill("ann") });
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Kill, DecisionReason.GuardrailBroken)));
        Assert.That(decision.Sentence, Does.EndWith("so that nobody gets a treatment until it is restored."));
    }

    [Test]
    public void Decide_KilledAndRestoredMeanwhile_SaysSoBesides()
    {
        var decision = Decide(Success, Sound with { Turns = [Turn(FlagTurnKind.Killed, 0), Turn(FlagTurnKind.Restored, 3)] });
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Ship));
        Assert.That(decision.Sentence, Does.EndWith(
            "The flag was killed on 2026-12-10 12:00 UTC and restored on 2026-12-10 15:00 UTC: "
            + "units of that time had the treatment for a part of theirs."));
    }

    [Test]
    public void Decide_FlagChangedUnderIt_TrustsNoResult()
    {
        var decision = Decide(Success, Sound with { Turns = [Turn(FlagTurnKind.Broken, 0)] });
        Assert.That((decision.Recommendation, decision.Reason), Is.EqualTo((Recommendation.Iterate, DecisionReason.FlagChanged)));
        Assert.That(decision.Sentence, Is.EqualTo(
            "Iterate: ann has changed the flag 'checkout-v2' under it on 2026-12-10 12:00 UTC (errors), "
            + "so that no result can be trusted; begin another experiment."));
    }

    [Test]
    public void Decide_FlagGoneExpiredOrOtherwise_Waits()
    {
        FlagCourse[] courses = [Sound with { IsDefined = false }, Sound with { Expires = new(2026, 12, 18) },
            Sound with { Differences = ["It exposes 4 %."] }];
        string[] words = ["No document in force defines the flag", "has expired on 2026-12-18", "It exposes 4 %."];
        foreach (var (course, word) in courses.Zip(words))
        {
            var decision = Decide(Success, course);
            Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait), word);
            Assert.That(decision.Sentence, Does.Contain(word));
        }
    }

    [Test]
    [Rule("a flag below its planned exposure is told")]
    public void Decide_RampBelowItsShare_SaysHowFarItIs()
    {
        var course = Sound with { Share = 0.025, Step = "step 1 of 2", StepSince = Noon, Expires = new(2026, 12, 20) };
        var decision = Decide(new Results { Days = 17, Now = Success.Now }, course);
        Assert.That(decision.Recommendation, Is.EqualTo(Recommendation.Wait));
        Assert.That(decision.Sentence, Does.EndWith(
            "2.5 % of users take part, not yet 50 %: its ramp is at step 1 of 2 since 2026-12-10 12:00 UTC. "
            + "It has stood there for 8 days, and fewer units come than were planned. The flag expires on 2026-12-20, before that."));
        var paused = course with { StepSince = Noon.AddDays(3), Turns = [Turn(FlagTurnKind.Stepped, 72), Turn(FlagTurnKind.Paused, 74)] };
        Assert.That(Decide(new Results { Days = 17, Now = Success.Now }, paused).Gates.Single(g => g.Code == GateCode.Ramp).Explanation,
            Does.EndWith("since 2026-12-13 12:00 UTC. ann has paused it (errors)."));
        Assert.That(decision.Missing.Select(m => m.Gate), Has.None.EqualTo(GateCode.Ramp), "fewer units make it slower, not wrong");
    }

    [Test]
    public void Of_StateAndTrail_IsTheFlagsStateInTheExperimentsEnvironment()
    {
        ExperimentAuditEntry Entry(string action, int hours, string? after) =>
            new() { At = Noon.AddHours(hours), By = "ann", Action = action, Reason = "new price", After = after };
        var state = FlagState.Empty with { Kills = new Dictionary<string, Kill> { ["checkout-v2"] = Kill("guard (key shop)") } };
        FlagTurn[] trail = [Turn(FlagTurnKind.Stepped, -5), Turn(FlagTurnKind.Aborted, 1)];
        ExperimentAuditEntry[] audit = [Entry("status", -2, "running"), Entry("break", 2, "document a"),
            Entry("break", 3, "document b"), Entry("break-failed", 3, "document b")];
        var course = FlagCourses.Of(Results.Experiment, Given.Flags, state, "production", trail, audit);
        Assert.That((course.IsAborted, course.Expires, course.Share, course.FullShare, course.Step),
            Is.EqualTo((true, new DateOnly(2027, 2, 1), 0.025, 0.5, "step 1 of 2")));
        Assert.That(course.Turns.Select(t => t.Kind), Is.EqualTo(new[] { FlagTurnKind.Aborted, FlagTurnKind.Broken }),
            "what was before it, and what failed, is no turn of it");
        Assert.That(course.Differences, Is.Empty);
    }

    [Test]
    [Rule("a killed flag is told")]
    public void Of_FlagThatItRequiresKilledOrExpired_IsOffThroughIt()
    {
        var kill = Kill("guard") with { Flag = "new-shop" };
        var state = FlagState.Empty with { Kills = new Dictionary<string, Kill> { ["new-shop"] = kill } };
        var killed = Of(Given.FlagsRequiring(""" "serve": "on" """), state);
        Assert.That((killed.Prerequisite, killed.IsAborted), Is.EqualTo(("new-shop", false)), "the guard watched another change");
        Assert.That(Decide(Success, killed).Sentence, Does.StartWith(
            "Wait: The flag 'new-shop' that 'checkout-v2' requires was killed by guard on 2026-12-10 12:00 UTC (errors), "));
        var expired = Of(Given.FlagsRequiring(""" "serve": "on" """, expires: "2026-12-18"), FlagState.Empty);
        Assert.That(Decide(Success, expired).Sentence, Does.Contain(
            "The flag 'new-shop' that 'checkout-v2' requires has expired on 2026-12-18"));
        var sound = Of(Given.FlagsRequiring(""" "serve": "on" """), FlagState.Empty);
        Assert.That((sound.Prerequisite, sound.Kill, sound.FullShare, sound.Differences.Count),
            Is.EqualTo(((string?)null, (Kill?)null, 0.5, 0)));
    }

    [Test]
    [Rule("a flag below its planned exposure is told")]
    public void Of_FlagThatItRequiresGivenToSome_IsGivenToFewer()
    {
        var some = Of(Given.FlagsRequiring(""" "rollout": { "percent": 5 } """), FlagState.Empty);
        Assert.That(some.FullShare, Is.EqualTo(0.025).Within(1e-9));
        Assert.That(some.Differences, Is.EqualTo(new[]
        {
            "The design exposes 50 % of the audience, and the flag 'checkout-v2' 2.5 % "
            + "(50 % of the layer 'checkout', 5 % get what it requires of 'new-shop', and of these 100 %).",
        }));
        Assert.That(Of(Given.FlagsRequiring(""" "serve": "off" """), FlagState.Empty).Differences[0],
            Does.StartWith("Nobody gets what the flag 'checkout-v2' requires of 'new-shop'"));
    }

    [Test]
    [Rule("a killed flag is told")]
    public void Decide_FlagThatItRequiresKilledAndRestored_SaysWhenUnitsLackedTheTreatment()
    {
        FlagTurn[] turns = [Turn(FlagTurnKind.Killed, 1), Turn(FlagTurnKind.Restored, 3), Turn(FlagTurnKind.Paused, 4)];
        var course = Sound with { Turns = [.. turns.Select(turn => turn with { Prerequisite = "new-shop" })] };
        Assert.That(Decide(Success, course).Sentence, Does.EndWith(
            "The flag 'new-shop' that 'checkout-v2' requires was killed on 2026-12-10 13:00 UTC and restored on 2026-12-10 15:00 UTC: "
            + "units of that time had the treatment for a part of theirs."));
        Assert.That(Decide(Success, course with { Turns = [Turn(FlagTurnKind.Killed, 1), .. course.Turns] }).Sentence,
            Does.Contain("The flag 'new-shop' that"), "the restore of one is not the restore of the other");
    }

    private static FlagCourse Of(Flags.Documents.FlagDocument flags, FlagState state) =>
        FlagCourses.Of(Results.Experiment, flags, state, "production", [], []);

    private static Decision Decide(Results results, FlagCourse? course) =>
        ExperimentDecision.Decide(Sequential, results.Data, results.Now, null, course);

    private static Kill Kill(string by) => new() { Flag = "checkout-v2", Source = "s", By = by, At = Noon, Reason = "errors" };

    private static FlagTurn Turn(FlagTurnKind kind, int hours) => new()
    {
        At = Noon.AddHours(hours),
        Kind = kind,
        By = "ann",
        Reason = "errors",
    };
}
