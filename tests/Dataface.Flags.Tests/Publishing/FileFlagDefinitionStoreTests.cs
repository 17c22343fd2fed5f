using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Publishing;

[TestFixture]
internal sealed class FileFlagDefinitionStoreTests : FlagDefinitionStoreContract
{
    private readonly List<FileFlagStateStore> _open = [];
    private TemporaryFolder _folder = null!;

    protected override StateReach LeastReach => StateReach.Durable;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder()
    {
        foreach (var state in _open) state.Dispose();
        _open.Clear();
        _folder.Dispose();
    }

    protected override (IFlagDefinitionStore Definitions, IFlagStateStore State) Open()
    {
        var state = new FileFlagStateStore(
            _folder["data/state.jsonl"], new() { PollInterval = TimeSpan.FromMilliseconds(100), LockTimeout = TimeSpan.FromSeconds(30) });
        _open.Add(state);
        return (new FileFlagDefinitionStore(_folder["data/documents"], state), state);
    }

    [Test, Rule("bad input loses nothing")]
    public async Task Load_BytesWereChanged_IsRefusedWithTheNameAndFixedByPublishingAgain()
    {
        var first = await PublishAsync(Open().Definitions, "a");
        var file = _folder[$"data/documents/{first.Revision.Hash}.json"];
        await File.AppendAllTextAsync(file, " ");
        Assert.That(async () => await Open().Definitions.LoadAsync(default),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(file));

        await PublishAsync(Open().Definitions, "a");
        Assert.That((await Open().Definitions.LoadAsync(default))!.Revision, Is.EqualTo(first.Revision with { Number = 2 }));
    }

    [Test]
    public async Task Load_DocumentIsGone_SaysWhichOne()
    {
        var first = await PublishAsync(Open().Definitions, "a");
        var file = _folder[$"data/documents/{first.Revision.Hash}.json"];
        File.Delete(file);
        Assert.That(async () => await Open().Definitions.LoadAsync(default),
            Throws.InstanceOf<FileNotFoundException>().With.Message.Contains(file));
    }

    [Test]
    public async Task Publish_RecordCannotBeWritten_ChangesNothingAndHidesTheDocument()
    {
        var (store, _) = Open();
        await PublishAsync(store, "a");
        var journal = await File.ReadAllTextAsync(_folder["data/state.jsonl"]);
        await File.WriteAllTextAsync(_folder["data/state.jsonl"], journal.Replace("reviewed", "received", StringComparison.Ordinal));
        var (damaged, _) = Open();
        Assert.That(async () => await PublishAsync(damaged, "b"),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Line 1"));
        await File.WriteAllTextAsync(_folder["data/state.jsonl"], journal);
        Assert.That((await Open().Definitions.LoadAsync(default))!.Revision.Number, Is.EqualTo(1));
        Assert.That(Directory.GetFiles(_folder["data/documents"]), Has.Length.EqualTo(2));
    }
}
