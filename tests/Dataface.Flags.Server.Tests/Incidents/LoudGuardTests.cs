using Dataface.Flags.Guard;
using Dataface.Flags.Server.Incidents;

namespace Dataface.Flags.Server.Tests.Incidents;

/// <summary>Which guards are loud.</summary>
[TestFixture]
internal sealed class LoudGuardTests
{
    [TestCase(GuardHealth.Watching, GuardObjectiveHealth.Sound, 4.9, null)]
    [TestCase(GuardHealth.Starting, GuardObjectiveHealth.Unknown, 0, null)]
    [TestCase(GuardHealth.Watching, GuardObjectiveHealth.Sound, 5, "evidence")]
    [TestCase(GuardHealth.Unprotected, GuardObjectiveHealth.Sound, 9, "evidence")]
    [TestCase(GuardHealth.Watching, GuardObjectiveHealth.Burning, 0, "burning")]
    [TestCase(GuardHealth.Silent, GuardObjectiveHealth.Burning, 0, "burning")]
    [TestCase(GuardHealth.Watching, GuardObjectiveHealth.Spent, 0, "spent")]
    [TestCase(GuardHealth.Unprotected, GuardObjectiveHealth.Sound, 0, "unprotected")]
    [TestCase(GuardHealth.Silent, GuardObjectiveHealth.Sound, 0, "silent")]
    [TestCase(GuardHealth.Alone, GuardObjectiveHealth.Sound, 0, "alone")]
    public void Guard_OfEachKind_IsLoudOrQuiet(GuardHealth health, GuardObjectiveHealth objective, double logE, string? cause)
    {
        var loud = LoudGuard.Of([Status("checkout", health, objective, logE)], "production");
        Assert.That(loud.SingleOrDefault()?.Cause, Is.EqualTo(cause));
    }

    [Test]
    public void Guards_WithTheMostEvidence_ComeFirstWithWhatItIs()
    {
        var loud = LoudGuard.Of(
            [
                Status("silent", GuardHealth.Silent, GuardObjectiveHealth.Sound, 0),
                Status("some", GuardHealth.Watching, GuardObjectiveHealth.Sound, 6),
                Status("most", GuardHealth.Watching, GuardObjectiveHealth.Sound, 9),
            ],
            "production");
        Assert.That(loud.Select(guard => guard.Flag), Is.EqualTo(new[] { "most", "some", "silent" }));
        Assert.That((loud[1].Evidence, loud[1].KillsAt), Is.EqualTo(("403", "22026")), "e^6 and e^10");
        Assert.That(loud[1].Undo.Arguments, Is.EqualTo(
            new[] { "kill", "some", "--environment", "production", "--reason", "the guard's evidence of errors" }));
    }

    private static GuardStatus Status(string flag, GuardHealth health, GuardObjectiveHealth objective, double logE) => new()
    {
        Flag = flag,
        Rollout = flag + "/production/*/1",
        Health = health,
        Stage = 0,
        Stages = 1,
        Percent = 5,
        Epoch = 1,
        Since = DateTimeOffset.UnixEpoch,
        Objective = new() { Percent = 99.9, Health = objective, Requests = 100, Failed = 1, Window = TimeSpan.FromHours(1) },
        Signals =
        [
            new()
            {
                Variant = "on",
                Signal = "errors",
                Kind = GuardSignalKind.Errors,
                Treatment = 10,
                Control = 100,
                LogE = logE,
                Threshold = 10,
                Path = [],
            },
        ],
    };
}
