using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.ExperimentProblemCode;

namespace Dataface.Flags.Experiments.Tests.Lifecycle;

[TestFixture]
internal sealed class ExperimentLifecycleTests
{
    private static readonly ExperimentLifecycle Lifecycle = new(Given.Context);

    private static readonly DecisionRecord Shipped = new()
    {
        Verdict = Verdict.Ship,
        On = new(2026, 12, 15),
        By = "Ada",
        Readout = "https://x/readout",
        Rationale = "Orders rose.",
    };

    private static ExperimentDefinition Draft => Given.Experiment with { Status = ExperimentStatus.Draft };

    [Test]
    public void Move_FromDraftToCleanedUp_TakesEveryStep()
    {
        var running = Lifecycle.Move(Lifecycle.Move(Draft, ExperimentStatus.Approved), ExperimentStatus.Running);
        var decided = Lifecycle.Move(running with { Decision = Shipped }, ExperimentStatus.Decided);
        var cleaned = new ExperimentLifecycle(Given.Context with { Flags = FlagDocument.Empty }).Move(decided, ExperimentStatus.CleanedUp);
        Assert.That(cleaned.Status, Is.EqualTo(ExperimentStatus.CleanedUp));
    }

    [Test]
    public void Check_EveryOtherStep_IsRefused()
    {
        (ExperimentStatus, ExperimentStatus)[] steps =
        [
            (ExperimentStatus.Draft, ExperimentStatus.Approved), (ExperimentStatus.Approved, ExperimentStatus.Running),
            (ExperimentStatus.Running, ExperimentStatus.Decided),
            (ExperimentStatus.Decided, ExperimentStatus.CleanedUp), (ExperimentStatus.Approved, ExperimentStatus.Draft),
        ];
        foreach (var from in Enum.GetValues<ExperimentStatus>())
        {
            foreach (var to in Enum.GetValues<ExperimentStatus>())
            {
                var isRefused = Lifecycle.Check(Draft with { Status = from }, to).Any(p => p.Code == InvalidTransition);
                Assert.That(isRefused, Is.EqualTo(!steps.Contains((from, to))), $"{from} to {to}");
            }
        }
    }

    [Test]
    [Rule("no experiment without a hypothesis")]
    public void Check_ApprovalWithoutHypothesis_IsRefusedWithTheReason() =>
        Assert.That(Lifecycle.Check(Draft with { Hypothesis = "" }, ExperimentStatus.Approved).Single().Code, Is.EqualTo(NoHypothesis));

    [Test]
    [Rule("no two running experiments on the same audience outside one layer")]
    public void Check_StartBesideARunningOne_IsRefused()
    {
        var approved = Given.Experiment with { Status = ExperimentStatus.Approved };
        Assert.That(Lifecycle.Check(approved, ExperimentStatus.Running, [Given.Experiment with { Id = "other" }]).Single().Code,
            Is.EqualTo(Overlap));
        Assert.That(Lifecycle.Check(approved, ExperimentStatus.Running, [Given.Experiment]), Is.Empty, "itself is no other");
    }

    [Test]
    [Rule("no decision without a readout")]
    public void Check_DecisionWithoutReadoutOrWithoutRecord_IsRefused()
    {
        Assert.That(Codes(Given.Experiment with { Decision = Shipped with { Readout = null } }, ExperimentStatus.Decided),
            Does.Contain(NoReadout));
        Assert.That(Codes(Given.Experiment, ExperimentStatus.Decided), Is.EqualTo(new[] { DecisionMissing }));
    }

    [Test]
    [Rule("an experiment is not finished until its flag is gone")]
    public void Move_CleanedUpWhileTheFlagIsThere_ThrowsWithTheReason() =>
        Assert.That(
            () => Lifecycle.Move(
                Given.Experiment with { Status = ExperimentStatus.Decided, Decision = Shipped }, ExperimentStatus.CleanedUp),
            Throws.TypeOf<RefusalException>().With.Message.Contains(FlagRemains));

    [Test]
    public void Check_StartBeforeItsDay_IsRefused()
    {
        var early = new ExperimentLifecycle(Given.Context with { Time = new Given.Day(2026, 11, 30) });
        Assert.That(early.Check(Given.Experiment with { Status = ExperimentStatus.Approved }, ExperimentStatus.Running).Single().Code,
            Is.EqualTo(StartsLater));
    }

    private static IEnumerable<string> Codes(ExperimentDefinition experiment, ExperimentStatus to) =>
        Lifecycle.Check(experiment, to).Select(p => p.Code);
}
