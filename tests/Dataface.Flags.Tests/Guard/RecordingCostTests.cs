using Dataface.Flags.Documents;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Recording;

namespace Dataface.Flags.Tests.Guard;

/// <summary>What recording costs in memory.</summary>
[TestFixture, NonParallelizable]
internal sealed class RecordingCostTests
{
    [Test, Rule("an evaluation never allocates")]
    public async Task Record_UnitsThatAreKnown_AllocatesNothing()
    {
        await using var given = new GuardScenario();
        given.Source.Update(
            GuardScenario.Document("""{ "errors": { "atMost": 1 }, "counters": [ "auth_failure" ], "slo": { "objective": 99 } }"""));
        var client = await given.StartAsync();
        var users = Enumerable.Range(0, 64).Select(i => client.Evaluate("f", EvaluationContext.ForUser($"u{i}"))).ToArray();
        Allocations.AssertNone(() => Record(client, users), 100);
    }

    [Test, Rule("an evaluation never allocates")]
    public async Task Evaluate_InAScope_AllocatesNothing()
    {
        await using var given = new GuardScenario();
        var client = await given.StartAsync();
        var contexts = Enumerable.Range(0, 4).Select(i => EvaluationContext.ForUser($"u{i}")).ToArray();
        using var scope = client.Guard.BeginScope();
        Allocations.AssertNone(
            () =>
            {
                foreach (var context in contexts) client.IsEnabled("f", context);
            },
            100);
    }

    [TestCase(null, 0, false, 256)]
    [TestCase("tenant", 20, false, 256)]
    [TestCase("tenant", 20, true, 304)]
    public void Record_AnyNumberOfUnits_KeepsWithinTheBoundOfAFlag(string? sourceOf, int counters, bool hasBound, int most)
    {
        const int Flags = 8;
        var guard = new GuardDefinition
        {
            ErrorBound = hasBound ? 0.001 : null,
            Source = sourceOf,
            Counters = [.. Enumerable.Range(0, counters).Select(i => $"c{i}")],
            LatencyThresholds = [.. Enumerable.Range(1, counters == 0 ? 2 : 5).Select(i => TimeSpan.FromSeconds(i))],
        };
        // The heap is the whole process's: what other tests leave or let go meanwhile is not the recorders', and seldom comes three times.
        var each = KeptBy(guard, Flags);
        for (var again = 0; again < 2 && each >= most; again++) each = KeptBy(guard, Flags);
        TestContext.Out.WriteLine($"{each} KB");
        Assert.That(each, Is.LessThan(most));
    }

    /// <summary>Kilobytes for each of some flags.</summary>
    private static long KeptBy(GuardDefinition guard, int flags)
    {
        GC.KeepAlive(Filled(guard));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var recorders = Enumerable.Range(0, flags).Select(_ => Filled(guard)).ToArray();
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / flags / 1024;
        GC.KeepAlive(recorders);
        return each;
    }

    /// <summary>Everybody errs, gives up, is slow and gives every signal, for long; and nobody reports at the end.</summary>
    private static RolloutRecorder Filled(GuardDefinition guard)
    {
        const ulong Units = 40_000;
        var epoch = new GuardEpoch("f", 1, default);
        var recorder = new RolloutRecorder("f", static (_, _) => { });
        recorder.Epoch = new EpochRecorder(epoch, 0, 5_000, 1, guard);
        recorder.Epoch.MoveTo(100);
        recorder.Step = new StepRecorder(epoch, 1, guard.ErrorBound is not null);
        for (var unit = 1UL; unit <= Units; unit++)
        {
            var (arm, id, source) = (unit % 2 == 0 ? 0 : -1, unit * 0x9E3779B97F4A7C15, (unit + 1) * 0xD1342543DE82EF95);
            if (guard.Source is null) source = 0;
            recorder.Epoch.Record(arm, id, isError: true, TimeSpan.FromSeconds(7), source);
            recorder.Epoch.GiveUp(arm, id, TimeSpan.FromSeconds(7), source);
            foreach (var name in guard.Counters) recorder.Epoch.Signal(arm, id, source, name);
            recorder.Step.Record(arm, id, recorder.Epoch.LimitOf(source), isError: true);

            // What is found between two reports is bounded: the tables are filled by many.
            if (unit % 50 == 0 && unit < Units / 2) _ = (recorder.Epoch.Drain(), recorder.Step.Drain());
        }

        for (var call = 0; call < 5_000; call++) recorder.InFlight.Begin(Dataface.Flags.Evaluating.Outcome.NotReady, 1, 0, 0);
        return recorder;
    }

    private static void Record(FlagClient client, Evaluation<bool>[] users)
    {
        foreach (var user in users)
        {
            client.Guard.Record(user, GuardOutcome.Success, TimeSpan.FromMilliseconds(40));
            client.Guard.Record(user, GuardOutcome.Error, TimeSpan.FromSeconds(2));
            client.Guard.Signal(user, "auth_failure");
            client.Guard.Begin(user).Complete(GuardOutcome.Success);
        }
    }
}
