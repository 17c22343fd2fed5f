using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Whether requests keep an objective of 99.9 %, over the windows of the Site Reliability Workbook.</summary>
[TestFixture]
internal sealed class RequestWindowsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly RequestWindows _windows = new();

    [SetUp]
    public void Begin() => _windows.Forget(DateTimeOffset.MaxValue);

    [TestCase(20, 1_000, GuardObjectiveHealth.Burning, TestName = "a fiftieth fails, twenty times what is allowed")]
    [TestCase(9, 90, GuardObjectiveHealth.Sound, TestName = "nine failures are too few to say anything")]
    [TestCase(10, 1_000, GuardObjectiveHealth.Burning, TestName = "ten times what is allowed burns the slower rate")]
    [TestCase(10, 5_000, GuardObjectiveHealth.Spent, TestName = "twice what is allowed only spends the budget")]
    [TestCase(10, 10_001, GuardObjectiveHealth.Sound, TestName = "just what is allowed is sound")]
    public void At_FailuresNow_ReportsTheHealth(long failed, long requests, GuardObjectiveHealth health)
    {
        Add(TimeSpan.FromMinutes(1), requests, failed);
        Assert.That(_windows.At("api", 99.9, Now).Health, Is.EqualTo(health));
    }

    [Test]
    public void At_OutageIsOver_IsSpentButNotBurning()
    {
        Add(TimeSpan.FromMinutes(40), 1_000, 500);
        Add(TimeSpan.FromMinutes(1), 1_000, 0);
        var status = _windows.At("api", 99.9, Now);
        Assert.That(status.Health, Is.EqualTo(GuardObjectiveHealth.Spent), "the budget of three days is gone all the same");
        Assert.That((status.Failed, status.Requests, status.Window), Is.EqualTo((500, 2_000, TimeSpan.FromDays(3))));
    }

    [TestCase(0.5, GuardObjectiveHealth.Spent)]
    [TestCase(2.9, GuardObjectiveHealth.Spent)]
    [TestCase(3.1, GuardObjectiveHealth.Sound)]
    public void At_BadDay_SpendsTheBudgetForThreeDays(double daysAgo, GuardObjectiveHealth health)
    {
        Add(TimeSpan.FromDays(daysAgo), 10_000, 300);
        Add(TimeSpan.FromMinutes(1), 10_000, 0);
        Assert.That(_windows.At("api", 99.9, Now).Health, Is.EqualTo(health));
    }

    [TestCase(5.9, GuardObjectiveHealth.Sound)]
    [TestCase(6.1, GuardObjectiveHealth.Unknown)]
    public void At_NothingForHours_IsNotKnown(double hoursAgo, GuardObjectiveHealth health)
    {
        Add(TimeSpan.FromHours(hoursAgo), 10_000, 0);
        Assert.That(_windows.At("api", 99.9, Now).Health, Is.EqualTo(health));
    }

    [Test]
    public void Set_SameBucketAgain_CountsWhatWasSaidLast()
    {
        _windows.Set(Now, 1_000, 900);
        _windows.Set(Now, 1_000, 0);
        Assert.That(_windows.At("api", 99.9, Now).Health, Is.EqualTo(GuardObjectiveHealth.Sound));
    }

    private void Add(TimeSpan ago, long requests, long failed) => _windows.Set(Now - ago, requests, failed);
}
