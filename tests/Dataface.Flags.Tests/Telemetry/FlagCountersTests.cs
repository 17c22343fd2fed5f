using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Tests.Telemetry;

[TestFixture]
internal sealed class FlagCountersTests
{
    [Test]
    public void Increment_FromManyThreads_LosesNothing()
    {
        var counters = new FlagCounters([new("on", EvaluationReason.Served), new("off", EvaluationReason.Killed)]);
        Parallel.For(0, 64, _ =>
        {
            for (var i = 0; i < 10_000; i++) counters.Increment(i % 2);
        });
        Assert.That((counters.Read(0), counters.Read(1)), Is.EqualTo((320_000L, 320_000L)));
    }

    [Test]
    public void Read_FlagRecompiledWithOtherVariants_KeepsTheCounts()
    {
        var registry = new CounterRegistry();
        registry.For("f", [new("on", EvaluationReason.Served)]).Increment(0);
        registry.For("f", [new("on", EvaluationReason.Served), new("new", EvaluationReason.Rollout)]).Increment(0);
        registry.For("f", [new("on", EvaluationReason.Served)]).Increment(0);
        Assert.That(registry.Read(), Is.EqualTo([new EvaluationCount
        {
            Flag = "f",
            Variant = "on",
            Reason = EvaluationReason.Served,
            Count = 3,
        }]));
    }
}
