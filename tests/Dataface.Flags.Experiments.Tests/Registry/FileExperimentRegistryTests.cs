using System.Text;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Registry;

[TestFixture]
internal sealed class FileExperimentRegistryTests : ExperimentStoreContract
{
    private readonly List<FileExperimentRegistry> _opened = [];
    private TemporaryFolder _folder = null!;

    private string Path => _folder["experiments.jsonl"];

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder()
    {
        _opened.ForEach(registry => registry.Dispose());
        _opened.Clear();
        _folder.Dispose();
    }

    internal override IExperimentStore Open()
    {
        var registry = new FileExperimentRegistry(Path, new ManualTimeProvider(Now));
        _opened.Add(registry);
        return registry;
    }

    [Test]
    public async Task Open_LastLineCutShort_ForgetsItAndGoesOn()
    {
        await Open().CreateAsync(Draft("a"), "ada");
        var whole = await File.ReadAllBytesAsync(Path);
        await Open().CreateAsync(Draft("b"), "ada");
        var both = await File.ReadAllBytesAsync(Path);
        for (var length = whole.Length; length < both.Length; length += 17)
        {
            await File.WriteAllBytesAsync(Path, both[..length]);
            Assert.That((await Open().ListAsync()).Select(r => r.Id), Is.EqualTo(new[] { "a" }), $"{length} bytes");
        }

        await Open().CreateAsync(Draft("c"), "ada");
        Assert.That((await Open().ListAsync()).Select(r => r.Id), Is.EqualTo(new[] { "a", "c" }));
    }

    [TestCase("One-page", "Two-page")]
    [TestCase("\"sequence\":2", "\"sequence\":3")]
    [TestCase("\"by\":\"ada\"", "\"by\":\"eve\"")]
    public async Task Open_JournalThatWasEdited_IsRefusedWithTheLine(string old, string edited)
    {
        foreach (var id in new[] { "a", "b", "c" }) await Open().CreateAsync(Draft(id), "ada");
        var lines = await File.ReadAllLinesAsync(Path);
        lines[1] = lines[1].Replace(old, edited, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path, string.Join('\n', lines) + "\n");
        Assert.That(async () => await Open().ListAsync(), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Line 2"));
        Assert.That(async () => await Open().CreateAsync(Draft("d"), "ada"), Throws.InstanceOf<InvalidDataException>(), "nothing is added to a journal that nobody can trust");
    }

    [Test]
    public async Task Open_LineThatWasTakenOut_IsRefused()
    {
        foreach (var id in new[] { "a", "b", "c" }) await Open().CreateAsync(Draft(id), "ada");
        var lines = await File.ReadAllLinesAsync(Path);
        await File.WriteAllTextAsync(Path, $"{lines[0]}\n{lines[2]}\n");
        Assert.That(async () => await Open().ListAsync(), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Line 2"));
    }

    [Test]
    public async Task ReadOn_FileShortenedWhileInUse_IsRefused()
    {
        var registry = Open();
        await registry.CreateAsync(Draft("a"), "ada");
        await File.WriteAllTextAsync(Path, "");
        Assert.That(async () => await registry.ListAsync(), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public async Task Journal_TextOfPeople_StaysReadable()
    {
        await Open().CreateAsync(Draft("a") with { Name = "Größe <b>" }, "ada");
        Assert.That(Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path)), Does.Contain("Größe <b>"));
    }
}
