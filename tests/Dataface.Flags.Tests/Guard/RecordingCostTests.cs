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

    [TestCase(null)]
    [TestCase("tenant")]
    public void Record_AnyNumberOfUnits_KeepsWithin256KilobytesPerFlag(string? sourceOf)
    {
        // The heap is the whole process's: what other tests leave or let go meanwhile is not the recorder's, and seldom comes three times.
        const int Limit = 256 * 1024;
        var bytes = KeptBy(sourceOf);
        for (var again = 0; again < 2 && bytes >= Limit; again++) bytes = KeptBy(sourceOf);
        TestContext.Out.WriteLine($"{bytes / 1024} KB");
        Assert.That(bytes, Is.LessThan(Limit));
    }

    [Test]
    public void Record_AsManyCountersAsThereMayBe_KeepsWithin20KilobytesMoreForEach()
    {
        const int Limit = (256 + (20 * 20)) * 1024;
        var bytes = KeptBy(null, counters: 20);
        for (var again = 0; again < 2 && bytes >= Limit; again++) bytes = KeptBy(null, counters: 20);
        TestContext.Out.WriteLine($"{bytes / 1024} KB");
        Assert.That(bytes, Is.LessThan(Limit));
    }

    private static long KeptBy(string? sourceOf, int counters = 0)
    {
        string[] names = [.. Enumerable.Range(0, counters).Select(i => $"c{i}")];
        var guard = new GuardDefinition { ErrorBound = 0.001, Source = sourceOf, Counters = names };
        var epoch = new GuardEpoch("f", 1, default);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var recorder = new RolloutRecorder("f", static (_, _) => { });
        recorder.Epoch = new EpochRecorder(epoch, 0, 5_000, 1, guard);
        recorder.Epoch.MoveTo(100);
        recorder.Step = new StepRecorder(epoch, 1, hasBound: true);
        for (var unit = 1UL; unit <= 3_000_000; unit++)
        {
            // Everybody errs, slowly, and nobody reports for a while.
            var (arm, id, source) =
                (unit % 2 == 0 ? 0 : -1, unit * 0x9E3779B97F4A7C15, sourceOf is null ? 0 : (unit + 1) * 0xD1342543DE82EF95);
            recorder.Epoch.Record(arm, id, isError: true, TimeSpan.FromSeconds(7), source);
            recorder.Step.Record(arm, id, recorder.Epoch.LimitOf(source), isError: true);
            if (unit % 500_000 == 0) _ = (recorder.Epoch.Drain(), recorder.Step.Drain());
        }

        foreach (var name in names)
        {
            for (var unit = 1UL; unit <= 6_000; unit++)
            {
                recorder.Epoch.Signal(unit % 2 == 0 ? 0 : -1, unit * 0x9E3779B97F4A7C15, 0, name);
                if (unit % 1_000 == 0) _ = recorder.Epoch.Drain();
            }
        }

        for (var call = 0; call < 5_000; call++) recorder.InFlight.Begin(Dataface.Flags.Evaluating.Outcome.NotReady, 1, 0, 0);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(recorder);
        return bytes;
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
