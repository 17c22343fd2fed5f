using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>The stores that fold the one state machine come to what it says, whatever is asked of them.</summary>
[TestFixture]
internal sealed class StateMachineLaws
{
    private const int Changes = 400;

    [Test, Rule("one implementation of one truth")]
    public async Task Apply_GeneratedChanges_AreAnsweredAlikeInMemoryInAFileAndByTheMachine([Range(1, 10)] int seed)
    {
        using var folder = new TemporaryFolder();
        using var file = new FileFlagStateStore(folder["store"], new() { CompactAbove = seed % 2 == 0 ? 20_000 : 0 });
        var memory = new InMemoryFlagStateStore("store");
        var generated = new GeneratedChanges(seed);
        var (recorded, refused) = (0, 0);
        for (var i = 0; i < Changes; i++)
        {
            var (change, before) = (generated.Next(), await memory.LoadAsync("production", default));
            RecordedChange? answer = null;
            var here = await StateAnswers.OfAsync(async () => (answer = await memory.ApplyAsync(change, default)).Sequence);
            var there = await StateAnswers.OfAsync(async () => (await file.ApplyAsync(change, default)).Sequence);
            var after = await memory.LoadAsync("production", default);
            Assert.That(Kind(there), Is.EqualTo(Kind(here)), $"{i}: {change}");
            Assert.That(StateAnswers.Of(after), Is.EqualTo(StateAnswers.Of(Expected(before, answer?.Record))), $"{i}: {change}");
            (recorded, refused) = (recorded + (answer?.Record is null ? 0 : 1), refused + (answer is null ? 1 : 0));
        }

        Assert.That(recorded, Is.GreaterThan(Changes / 3));
        Assert.That(refused, Is.GreaterThan(Changes / 10));
        using var reread = new FileFlagStateStore(folder["store"]);
        foreach (var environment in GeneratedChanges.Environments)
        {
            var expected = Compacted(await memory.LoadAsync(environment, default));
            Assert.That(Compacted(await file.LoadAsync(environment, default)), Is.EqualTo(expected));
            Assert.That(Compacted(await reread.LoadAsync(environment, default)), Is.EqualTo(expected), "read from the disk");
        }
    }

    [Test]
    public void After_AnyChangeOnAnyState_NeverThrowsAndNeverWithoutReason([Range(1, 20)] int seed)
    {
        var (state, generated) = (FlagState.Empty, new GeneratedChanges(1_000 + seed));
        for (var i = 0; i < Changes; i++)
        {
            var change = generated.Next();
            var (refusal, after) = (state.RefusalOf(change), state.After(change, "store"));
            if (refusal is null) state = after;
            else Assert.That(refusal.Message, Does.EndWith(".").And.Length.GreaterThan(20), change.ToString());
        }
    }

    /// <summary>Compaction writes records of its own, so that positions behind it differ.</summary>
    private static string Compacted(FlagState state) => StateAnswers.Of(state with { Sequence = 0 });

    private static string Kind(string answer) => answer.StartsWith("recorded", StringComparison.Ordinal) ? "recorded" : answer;

    private static FlagState Expected(FlagState before, AuditRecord? record)
    {
        if (record is null) return before;
        var after = before.After(record.Change, "store");
        if (record.Change.Action >= StateAction.Publish) return after;
        return record.Change.Environment == "production" ? after with { Sequence = record.Sequence } : before;
    }
}
