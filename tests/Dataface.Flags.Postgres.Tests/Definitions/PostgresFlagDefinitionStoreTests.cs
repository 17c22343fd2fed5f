using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Npgsql;

namespace Dataface.Flags.Postgres.Tests.Definitions;

[TestFixture]
internal sealed class PostgresFlagDefinitionStoreTests : DatabaseFixture
{
    private static readonly byte[] First = "{ \"schema\": 1,\r\n \"flags\": {} } "u8.ToArray();
    private static readonly byte[] Second = "{\"schema\":1}"u8.ToArray();

    private PostgresFlagDefinitionStore Open() => new(Database.Open());

    private static async Task<PublishedDocument> PublishAsync(PostgresFlagDefinitionStore store, byte[] json, string? expected = null) =>
        (await store.PublishAsync(Publication.Change(expected: expected), json, default)).Document;

    [Test]
    public async Task Load_NothingPublished_IsNull()
    {
        Assert.That(await Open().LoadAsync(default), Is.Null);
        Assert.That(await Open().FindAsync(1, default), Is.Null);
    }

    [Test]
    public async Task Publish_Documents_AreNumberedAndKeptToTheByte()
    {
        var store = Open();
        var published = await store.PublishAsync(Publication.Change(), First, default);
        Assert.That((published.Document.Revision, published.Reach),
            Is.EqualTo((new DocumentRevision(1, PublishedDocument.HashOf(First)), StateReach.Fleet)));
        await PublishAsync(store, Second);
        var other = Open();
        Assert.That((await other.LoadAsync(default))!.Revision.Number, Is.EqualTo(2));
        Assert.That((await other.FindAsync(1, default))!.Utf8Json.ToArray(), Is.EqualTo(First));
        Assert.That((await other.LoadAsync(default))!.Utf8Json.ToArray(), Is.EqualTo(Second));
    }

    [Test]
    public async Task Publish_SameChangeTwice_CountsOnceAndAnswersTheSame()
    {
        var store = Open();
        var change = Publication.Change(expected: "");
        var first = (await store.PublishAsync(change, First, default)).Document;
        await PublishAsync(store, Second);
        var again = (await store.PublishAsync(change, First, default)).Document;
        Assert.That(again.Revision, Is.EqualTo(first.Revision));
        Assert.That((await store.LoadAsync(default))!.Revision.Number, Is.EqualTo(2),
            "delivered late, it must not undo what came after it");
    }

    [Test]
    public async Task Publish_AnotherDocumentInForce_ConflictsAndChangesNothing()
    {
        var store = Open();
        await PublishAsync(store, First, expected: "");
        foreach (var expected in new[] { "", PublishedDocument.HashOf(Second) })
        {
            var conflict = await Assert.ThrowsAsync<DefinitionConflictException>(async () => await PublishAsync(store, Second, expected));
            Assert.That(conflict!.Current!.Number, Is.EqualTo(1));
        }

        Assert.That(await Database.RunAsync("SELECT count(*) FROM dataface_flags.documents"), Is.EqualTo(1));
        Assert.That((await PublishAsync(store, Second, PublishedDocument.HashOf(First))).Revision.Number, Is.EqualTo(2));
    }

    [Test]
    public async Task Publish_ManyAtOnceThatExpectTheSame_OneWins()
    {
        PostgresFlagDefinitionStore[] stores = [Open(), Open()];
        await PublishAsync(stores[0], First);
        var won = 0;
        await Parallel.ForAsync(0, 20, async (i, _) =>
        {
            try
            {
                await PublishAsync(stores[i % 2], [.. Second, (byte)' ', .. BitConverter.GetBytes(i)], PublishedDocument.HashOf(First));
                Interlocked.Increment(ref won);
            }
            catch (DefinitionConflictException)
            {
                // As it must be for all but one.
            }
        });
        Assert.That(won, Is.EqualTo(1));
        Assert.That((await stores[1].LoadAsync(default))!.Revision.Number, Is.EqualTo(2));
    }

    [Test, Rule("experiments are reversible")]
    public async Task Publish_Rollback_PutsTheEarlierBytesInForceUnderANewNumber()
    {
        var store = Open();
        await PublishAsync(store, First);
        await PublishAsync(store, Second);
        var document = (await store.PublishAsync(Publication.Change(StateAction.Rollback), First, default)).Document;
        Assert.That(document.Revision, Is.EqualTo(new DocumentRevision(3, PublishedDocument.HashOf(First))));
        Assert.That(await Database.RunAsync("SELECT count(*) FROM dataface_flags.documents"), Is.EqualTo(2),
            "the same bytes are kept once");
    }

    [Test]
    public async Task Publish_BetweenKills_IsInTheSameIntactChain()
    {
        var database = Database.Open();
        var (definitions, states) = (new PostgresFlagDefinitionStore(database), new PostgresFlagStateStore(database));
        await states.ApplyAsync(Publication.Change(StateAction.Kill) with { Environment = "production", Flag = "a" }, default);
        await PublishAsync(definitions, First);
        await states.ApplyAsync(Publication.Change(StateAction.Restore) with { Environment = "production", Flag = "a" }, default);
        var trail = new List<AuditRecord>();
        await foreach (var record in states.ReadAuditAsync(default)) trail.Add(record);
        Assert.That(trail[1].DocumentAfter, Is.EqualTo((await definitions.LoadAsync(default))!.Revision));
        Assert.That((await AuditVerifier.VerifyAsync(states.ReadAuditAsync(default), trail[^1].Hash)).Records, Is.EqualTo(3));
        Assert.That((await states.LoadAsync("production", default)).Sequence, Is.EqualTo(3));
    }

    [Test]
    public async Task Apply_PublicationOfADocumentThatIsNotKept_IsRefused()
    {
        var change = Publication.Change() with { Document = new string('a', 64) };
        Assert.That(async () => await new PostgresFlagStateStore(Database.Shared).ApplyAsync(change, default),
            Throws.InstanceOf<RefusalException>());
        Assert.That(await Open().LoadAsync(default), Is.Null);
    }

    [Test]
    public async Task OnChange_AnotherInstancePublishes_IsNotified()
    {
        var store = Open();
        var told = new TaskCompletionSource();
        using var subscription = store.OnChange(() =>
        {
            if (store.LoadAsync(default).AsTask().Result is not null) told.TrySetResult();
        });
        await PublishAsync(Open(), First);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
