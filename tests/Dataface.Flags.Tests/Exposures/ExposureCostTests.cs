using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Tests.Exposures;

[TestFixture, NonParallelizable]
internal sealed class ExposureCostTests
{
    [Test, Rule("an evaluation never allocates")]
    public async Task Evaluate_UnitThatIsKnown_AllocatesNothing()
    {
        await using var flags = await StartAsync(new InMemoryExposureSink());
        var key = FlagKey.Of("f");
        EvaluationContext[] users = [.. Enumerable.Range(0, 100).Select(i => EvaluationContext.ForUser($"user-{i}"))];
        Allocations.AssertNone(
            () =>
            {
                foreach (var user in users) flags.IsEnabled(key, user);
            },
            1_000);
    }

    /// <summary>The benchmarks' command exposures does the same with a hundred million.</summary>
    [Test]
    public async Task Exposures_TwoMillionUnits_LeaveMemoryFlat()
    {
        const int Part = 500_000;
        using var folder = new TemporaryFolder();
        using var sink = new JsonLinesExposureSink(folder["exposures.jsonl"]);
        await using var flags = await StartAsync(sink);
        var snapshot = flags.Pin();
        var pump = flags.Exposures!.Pumps.Single();
        var live = new List<long>();
        for (var part = 0; part < 4; part++)
        {
            for (var i = part * Part; i < (part + 1) * Part; i++)
            {
                snapshot.IsEnabled("f", EvaluationContext.Empty.With("userId", (long)i));
                if (i % 10_000 == 0) await Eventually.HoldsAsync(() => pump.Written >= i - 10_000, "the sink keeps up");
            }

            await Eventually.HoldsAsync(() => pump.Written == (part + 1) * Part, "nothing waits that would count as memory");
            live.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        TestContext.Out.WriteLine($"Live bytes after each {Part}: {string.Join(", ", live)}");
        Assert.That(live[^1] - live[0], Is.LessThan(2_000_000), "memory is flat");
        Assert.That(pump.Dropped.Sum(d => d.Count), Is.Zero);
    }

    private static Task<FlagClient> StartAsync(IExposureSink sink) => FlagClient.StartAsync(o =>
    {
        (o.Environment, o.TimeProvider, o.Exposures.Units) = (ExposureDocument.Environment, new ManualTimeProvider(), UnitForm.Plain);
        o.AddProvider(new InMemoryFlagConfigProvider(ExposureDocument.Experiment())).AddExposureSink(sink);
    });
}
