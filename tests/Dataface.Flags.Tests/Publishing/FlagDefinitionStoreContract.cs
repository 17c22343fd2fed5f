using System.Text;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Dataface.Flags.Tests.Serving;

namespace Dataface.Flags.Tests.Publishing;

/// <summary>What every definition store must do. A store's fixture inherits it and says how to open one.</summary>
internal abstract class FlagDefinitionStoreContract
{
    /// <summary>How far a publication must get at least.</summary>
    protected abstract StateReach LeastReach { get; }

    /// <summary>
    /// Opens the fixture's store with the state store that it works with; a second call opens the same, as another instance would.
    /// </summary>
    protected abstract (IFlagDefinitionStore Definitions, IFlagStateStore State) Open();

    protected static StateChange Change(StateAction action = StateAction.Publish, string? expected = null) => new()
    {
        Action = action,
        Flag = "*",
        Environment = "*",
        By = "ops",
        From = "test",
        Reason = "reviewed",
        At = DateTimeOffset.UnixEpoch,
        ExpectedDocument = expected,
    };

    /// <summary>A document whose bytes no store may touch: the order of members and the spaces are somebody's.</summary>
    protected static ReadOnlyMemory<byte> Document(string salt) =>
        Encoding.UTF8.GetBytes($"{{ \"flags\" : {{ }},\t\"schema\":1, \"$comment\": \"käse {salt}\" }}\n");

    protected static string HashOf(ReadOnlyMemory<byte> document) => PublishedDocument.HashOf(document.Span);

    protected static async Task<PublishedDocument> PublishAsync(IFlagDefinitionStore store, string salt, string? expected = null) =>
        (await store.PublishAsync(Change(expected: expected), Document(salt), default)).Document;

    [Test]
    public async Task Load_NothingPublished_IsNull()
    {
        var (store, _) = Open();
        Assert.That(await store.LoadAsync(default), Is.Null);
        Assert.That(await store.FindAsync(1, default), Is.Null);
    }

    [Test]
    public async Task Publish_Document_IsInForceToTheLastByteForEveryInstance()
    {
        var published = await Open().Definitions.PublishAsync(Change(expected: ""), Document("a"), default);
        var document = published.Document;
        Assert.That(published.Reach, Is.GreaterThanOrEqualTo(LeastReach));
        var loaded = await Open().Definitions.LoadAsync(default);
        Assert.That(loaded!.Revision, Is.EqualTo(document.Revision).And.EqualTo(new DocumentRevision(1, HashOf(Document("a")))));
        Assert.That(loaded.Utf8Json.ToArray(), Is.EqualTo(Document("a").ToArray()));
    }

    [Test]
    public async Task Publish_Second_ReplacesTheFirstWhichStaysToBeFound()
    {
        var (store, _) = Open();
        var first = await PublishAsync(store, "a");
        await PublishAsync(store, "b", first.Revision.Hash);
        Assert.That((await store.LoadAsync(default))!.Revision.Number, Is.EqualTo(2));
        Assert.That((await store.FindAsync(1, default))!.Utf8Json.ToArray(), Is.EqualTo(Document("a").ToArray()));
        Assert.That((await store.FindAsync(2, default))!.Utf8Json.ToArray(), Is.EqualTo(Document("b").ToArray()));
        Assert.That(await store.FindAsync(3, default), Is.Null);
    }

    [Test]
    public async Task Publish_AnotherIsInForceThanExpected_IsRefusedNamesItAndChangesNothing()
    {
        var (store, state) = Open();
        var first = await PublishAsync(store, "a");
        foreach (var expected in new[] { "", HashOf(Document("z")) })
        {
            var refusal = await Assert.ThrowsAsync<DefinitionConflictException>(() => PublishAsync(store, "b", expected));
            Assert.That(refusal!.Current, Is.EqualTo(first.Revision));
        }

        Assert.That((await store.LoadAsync(default))!.Revision, Is.EqualTo(first.Revision));
        Assert.That(await TrailAsync(state), Has.Count.EqualTo(1));
    }

    [Test, Rule("two operators at once")]
    public async Task Publish_ManyAtOnceOverTheSame_ExactlyOneWins()
    {
        var instances = new[] { Open(), Open() };
        var first = await PublishAsync(instances[0].Definitions, "a");
        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            try
            {
                return (await PublishAsync(instances[i % 2].Definitions, $"b{i}", first.Revision.Hash)).Revision;
            }
            catch (DefinitionConflictException)
            {
                return null;
            }
        }));
        var winner = won.Single(r => r is not null);
        foreach (var (store, _) in instances) Assert.That(
            (await store.LoadAsync(default))!.Revision, Is.EqualTo(winner).And.Property("Number").EqualTo(2));
    }

    [Test]
    public async Task Publish_TheSameChangeTwice_CountsOnceAndIsAnsweredAsTheFirstTime()
    {
        var (store, state) = Open();
        var change = Change(expected: "");
        var first = (await store.PublishAsync(change, Document("a"), default)).Document;
        await PublishAsync(store, "b");
        var again = (await store.PublishAsync(change, Document("a"), default)).Document;
        Assert.That(again.Revision, Is.EqualTo(first.Revision));
        Assert.That((await store.LoadAsync(default))!.Revision, Is.EqualTo(new DocumentRevision(2, HashOf(Document("b")))));
        Assert.That(await TrailAsync(state), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Publish_Rollback_HasANumberOfItsOwn()
    {
        var (store, _) = Open();
        var first = await PublishAsync(store, "a");
        var second = await PublishAsync(store, "b");
        var document = (await store.PublishAsync(Change(StateAction.Rollback, second.Revision.Hash), first.Utf8Json, default)).Document;
        Assert.That(document.Revision, Is.EqualTo(new DocumentRevision(3, first.Revision.Hash)));
        Assert.That((await store.LoadAsync(default))!.Revision, Is.EqualTo(document.Revision));
        Assert.That((await store.FindAsync(3, default))!.Utf8Json.ToArray(), Is.EqualTo(Document("a").ToArray()));
    }

    [Test]
    public async Task ReadAudit_PublicationsAmongKills_SaysWhoWhyBeforeAndAfterInOneChain()
    {
        var (store, state) = Open();
        var first = await PublishAsync(store, "a");
        await state.ApplyAsync(Change(StateAction.Kill) with { Environment = "production", Flag = "f" }, default);
        var second = await PublishAsync(store, "b");
        var trail = await TrailAsync(state);
        Assert.Multiple(async () =>
        {
            Assert.That(trail.Select(r => r.Change.Action), Is.EqualTo([StateAction.Publish, StateAction.Kill, StateAction.Publish]));
            Assert.That((trail[0].DocumentBefore, trail[0].DocumentAfter), Is.EqualTo(((DocumentRevision?)null, first.Revision)));
            Assert.That((trail[2].DocumentBefore, trail[2].DocumentAfter), Is.EqualTo((first.Revision, second.Revision)));
            Assert.That(trail[2].Change.By, Is.EqualTo("ops"));
            Assert.That((await AuditVerifier.VerifyAsync(state.ReadAuditAsync(default))).IsIntact);
            Assert.That((await state.LoadAsync("production", default)).Kills.Keys, Is.EqualTo(["f"]),
                "a publication revives no killed flag");
        });
    }

    [Test]
    public void Publish_ActionThatPublishesNothing_IsRefused() =>
        Assert.That(async () => await Open().Definitions.PublishAsync(Change(StateAction.Kill), Document("a"), default),
            Throws.ArgumentException);

    [Test]
    public async Task OnChange_AnotherInstancePublishes_IsNotified()
    {
        var (here, there) = (Open().Definitions, Open().Definitions);
        var told = new TaskCompletionSource();
        using var subscription = here.OnChange(() => told.TrySetResult());
        await PublishAsync(there, "a");
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(() => here.LoadAsync(default).AsTask().Result is not null, "the publication has arrived");
    }

    [Test]
    public async Task Provider_FollowsTheStore_AndIsWithoutFlagsUntilThen()
    {
        var (store, _) = Open();
        var provider = new DefinitionStoreProvider(store);
        await using var client = await FlagClient.StartAsync(o => (o.Environment, _) = ("production", o.AddProvider(provider)));
        Assert.That(provider.Name, Is.EqualTo(store.Name));
        Assert.That(client.IsEnabled("f", EvaluationContext.ForUser("u")), Is.False);
        await store.PublishAsync(Change(), Encoding.UTF8.GetBytes(ServingDocument.OnToday()), default);
        Assert.That((await provider.LoadAsync(default)).Revision, Is.EqualTo((await store.LoadAsync(default))!.Revision.Hash));
        await Eventually.HoldsAsync(() => client.IsEnabled("f", EvaluationContext.ForUser("u")), "the flag is on");
    }

    private static async Task<List<AuditRecord>> TrailAsync(IFlagStateStore state)
    {
        var trail = new List<AuditRecord>();
        await foreach (var record in state.ReadAuditAsync(default)) trail.Add(record);
        return trail;
    }
}
