namespace Dataface.Flags.Testing.Tests;

/// <summary>Who sees what is forced.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ScopeTests
{
    private static readonly TestFlags Shared = new();

    [OneTimeTearDown]
    public void DisposeShared() => Shared.Dispose();

    [TestCase(true), TestCase(false)]
    public async Task Force_InParallelOnOneInstance_IsSeenByItsOwnFlowOnly(bool isOn)
    {
        var forced = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var asked = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        async Task<bool> ForceAndAskAsync(int side, bool value)
        {
            using var force = Shared.Force("parallel", value);
            forced[side].SetResult();
            await forced[1 - side].Task;
            var isRight = true;
            for (var i = 0; i < 1000; i++)
            {
                isRight &= Shared.IsEnabled("parallel") == value;
                if (i % 100 == 0) await Task.Yield();
            }

            asked[side].SetResult();
            await asked[1 - side].Task;
            return isRight;
        }

        var (one, other) = (Task.Run(() => ForceAndAskAsync(0, isOn)), Task.Run(() => ForceAndAskAsync(1, !isOn)));
        Assert.That(await Task.WhenAll(one, other), Is.All.True);
        Assert.That(Shared.Evaluate("parallel").Reason, Is.EqualTo(EvaluationReason.FlagNotFound));
    }

    [Test]
    public async Task Force_ThenAwaitAndStart_IsSeenThere()
    {
        using var force = Shared.Force("flow", true);
        await Task.Yield();
        Assert.That(Shared.IsEnabled("flow"));
        Assert.That(await Task.Run(() => Shared.IsEnabled("flow")));
    }

    [Test]
    public async Task Dispose_IsSeenByWhatWasStartedMeanwhile()
    {
        var force = Shared.Force("started", true);
        var ended = new TaskCompletionSource();
        var task = Task.Run(async () =>
        {
            var before = Shared.IsEnabled("started");
            await ended.Task;
            return (before, after: Shared.IsEnabled("started"));
        });
        await Task.Run(force.Dispose);
        ended.SetResult();
        Assert.That((await task).after, Is.False);
        Assert.That(Shared.IsEnabled("started"), Is.False, "ended by another flow, and gone here too");
    }

    [Test]
    public async Task Force_Everywhere_IsSeenByOtherFlowsUnlessTheyForceThemselves()
    {
        using var flags = new TestFlags();
        using var force = flags.Force("f", true, ForceScope.Everywhere);
        Task<(bool Given, bool Forced)> task;
        using (ExecutionContext.SuppressFlow())
        {
            task = Task.Run(() =>
            {
                var given = flags.IsEnabled("f");
                using var own = flags.Force("f", false);
                return (given, flags.IsEnabled("f"));
            });
        }

        Assert.That(await task, Is.EqualTo((true, false)));
        Assert.That(flags.IsEnabled("f"));
    }

    [Test]
    public async Task AmbientForce_IsSeenByInstancesInTheFlowAndByThreadsOfThoseMadeInIt()
    {
        using var before = new TestFlags();
        using var force = AmbientFlags.Force("f", true);
        using var within = new TestFlags();
        Task<(bool, bool)> outside;
        using (ExecutionContext.SuppressFlow()) outside = Task.Run(() => (before.IsEnabled("f"), within.IsEnabled("f")));
        Assert.That(await outside, Is.EqualTo((false, true)));
        Assert.That((before.IsEnabled("f"), within.IsEnabled("f")), Is.EqualTo((true, true)));
        using (within.Force("f", false)) Assert.That(within.IsEnabled("f"), Is.False, "the nearer wins");
        force.Dispose();
        Assert.That((before.IsEnabled("f"), within.IsEnabled("f")), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task AmbientForce_UndefinedFlag_IsIgnored()
    {
        await using var flags = await ShopDocument.StartAsync();
        using var unknown = AmbientFlags.Force("of-another-service", true);
        using var text = AmbientFlags.Force("colour", true);
        Assert.That(flags.Evaluate("of-another-service").Reason, Is.EqualTo(EvaluationReason.FlagNotFound));
        Assert.That(flags.GetString("colour", "none"), Is.EqualTo("grey"));
    }
}
