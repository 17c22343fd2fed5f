namespace Dataface.Flags.Tests.Context;

/// <summary>A context of n attributes takes memory by n, however it is made.</summary>
[TestFixture, NonParallelizable]
internal sealed class ContextMemoryTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 1_000).Select(i => $"attribute{i}")];

    /// <summary>The least that peers take for as many attributes, as measured beside them.</summary>
    [TestCase(10, 1_072)]
    [TestCase(50, 4_592)]
    public void Make_ByBuilderOrOneByOne_TakesNoMoreThanPeers(int count, long peers)
    {
        var (built, chained) = (Measure(() => Built(count)), Measure(() => Chained(count)));
        TestContext.Out.WriteLine($"{count} attributes: {built} B by the builder, {chained} B one by one, peers {peers} B");
        Assert.That(built, Is.LessThanOrEqualTo(peers), "by the builder");
        Assert.That(chained, Is.LessThanOrEqualTo(peers), "one by one");
    }

    [TestCase(1), TestCase(2), TestCase(17), TestCase(200), TestCase(1_000)]
    public void Make_AnyNumberOfAttributes_TakesTheSameForEach(int count)
    {
        Assert.That(Measure(() => Built(count)), Is.LessThanOrEqualTo(160 + (40 * count)), "by the builder");
        Assert.That(Measure(() => Chained(count)), Is.LessThanOrEqualTo(88 * count), "one by one");
    }

    [Test]
    public void Build_AfterAnotherWasBuilt_SharesNothingWithIt()
    {
        var first = EvaluationContext.CreateBuilder("user-1").Set("country", "DE").Build();
        var second = EvaluationContext.CreateBuilder().Set("plan", "gold").Build();
        Assert.That(first.ToString(), Is.EqualTo("userId=\"user-1\", country=\"DE\""));
        Assert.That(second.ToString(), Is.EqualTo("plan=\"gold\""));
    }

    private static EvaluationContext Built(int count)
    {
        var builder = EvaluationContext.CreateBuilder();
        for (var i = 0; i < count; i++) builder.Set(Names[i], "x");
        return builder.Build();
    }

    private static EvaluationContext Chained(int count)
    {
        var context = EvaluationContext.ForUnit(Names[0], "x");
        for (var i = 1; i < count; i++) context = context.With(Names[i], "x");
        return context;
    }

    private static long Measure(Func<EvaluationContext> make)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var context = make();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            GC.KeepAlive(context);
        }

        return least;
    }
}
