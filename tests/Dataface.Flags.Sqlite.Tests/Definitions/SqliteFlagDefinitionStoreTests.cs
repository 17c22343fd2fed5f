using Dataface.Flags.Publishing;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.Publishing;

namespace Dataface.Flags.Sqlite.Tests.Definitions;

[TestFixture]
internal sealed class SqliteFlagDefinitionStoreTests : FlagDefinitionStoreContract
{
    private TemporaryFolder _folder = null!;
    private OpenFolder _open = null!;

    protected override StateReach LeastReach => StateReach.Durable;

    [SetUp]
    public void OpenFolder()
    {
        _folder = new();
        _open = new(_folder["data"]);
    }

    [TearDown]
    public void Remove()
    {
        _open.Dispose();
        _folder.Dispose();
    }

    protected override (IFlagDefinitionStore Definitions, IFlagStateStore State) Open() => (_open.Definitions, _open.State);

    [Test, Rule("bad input loses nothing")]
    public async Task Load_BytesWereChanged_IsRefusedWithTheHashAndFixedByPublishingAgain()
    {
        var first = await PublishAsync(_open.Definitions, "a");
        await _open.Database.WriteAsync(c => c.Execute("UPDATE documents SET content = $1", new byte[] { 1 }), default);
        Reopen();
        Assert.That(
            async () => await _open.Definitions.LoadAsync(default),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(first.Revision.Hash));
        await PublishAsync(_open.Definitions, "a");
        Assert.That((await _open.Definitions.LoadAsync(default))!.Revision, Is.EqualTo(first.Revision with { Number = 2 }));
    }

    [Test]
    public async Task Publish_Refused_LeavesNoDocument()
    {
        await PublishAsync(_open.Definitions, "a");
        Assert.That(async () => await PublishAsync(_open.Definitions, "b", ""), Throws.InstanceOf<DefinitionConflictException>());
        Assert.That(await _open.Definitions.ListAsync(default), Has.Count.EqualTo(1));
    }

    private void Reopen()
    {
        _open.Dispose();
        _open = new(_folder["data"]);
    }
}
