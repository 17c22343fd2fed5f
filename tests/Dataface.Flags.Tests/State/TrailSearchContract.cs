using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>What every store does whose trail is indexed. A store's fixture inherits it and says how to open one.</summary>
internal abstract class TrailSearchContract
{
    public static IEnumerable<TrailQuery> Queries =>
        from flag in new[] { null, "k1" }
        from environment in new[] { null, "staging" }
        from action in new[] { null, "restore" }
        from before in new long?[] { null, 40 }
        select new TrailQuery(5, before, flag, environment, action);

    /// <summary>Opens the fixture's store, which is also an indexed trail.</summary>
    protected abstract IFlagStateStore Open();

    protected static StateChange Change(StateAction action, string flag, string environment) => new()
    {
        Action = action,
        Flag = flag,
        Environment = environment,
        By = "ops",
        From = "test",
        Reason = "errors",
        At = DateTimeOffset.UnixEpoch,
    };

    [Test]
    public async Task Search_AnyPage_IsWhatReadingTheWholeTrailFinds()
    {
        var store = Open();
        for (var i = 0; i < 60; i++)
        {
            var environment = i % 4 == 0 ? "staging" : "production";
            await store.ApplyAsync(Change(StateAction.Kill, $"k{i % 3}", environment), default);
            if (i % 5 == 0) await store.ApplyAsync(Change(StateAction.Restore, $"k{i % 3}", environment), default);
        }

        var trail = new List<AuditRecord>();
        await foreach (var record in store.ReadAuditAsync(default)) trail.Insert(0, record);
        foreach (var query in Queries.Append(new(1_000)).Append(new(5, Flag: "nobody")).Append(new(5, 1)))
        {
            var found = await ((IIndexedTrail)store).SearchAsync(query, default);
            Assert.That(
                found.Select(r => r.Sequence), Is.EqualTo(trail.Where(query.Fits).Take(query.Size).Select(r => r.Sequence)), $"{query}");
        }
    }
}
