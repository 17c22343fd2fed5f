using System.Runtime.Versioning;
using System.Text;
using Dataface.Flags.Cleaner.Exits;
using Dataface.Flags.Cleaner.Files;

namespace Dataface.Flags.Cleaning.Tests;

/// <summary>Files are written as a whole, all or none.</summary>
public sealed class FileWriterTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-clean-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Write_OneFileHasChangedMeanwhile_LeavesAllAsTheyAre()
    {
        var changes = new[] { Change("a.cs", "old a", "new a"), Change("b.cs", "old b", "new b") };
        File.WriteAllText(PathOf("b.cs"), "edited");
        var refused = Assert.Throws<CleanerException>(() => FileWriter.Write(changes));
        Assert.That(refused!.Message, Does.Contain("b.cs has changed meanwhile"));
        Assert.That(File.ReadAllText(PathOf("a.cs")), Is.EqualTo("old a"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(2));
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void Write_LinkAndMode_Stay()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var change = Change("real.cs", "old", "new");
        File.SetUnixFileMode(change.File.Path, Mode);
        File.CreateSymbolicLink(PathOf("link.cs"), change.File.Path);
        FileWriter.Write([change with { File = change.File with { Path = PathOf("link.cs") } }]);
        Assert.That(new FileInfo(PathOf("link.cs")).LinkTarget, Is.EqualTo(change.File.Path));
        Assert.That(File.ReadAllText(change.File.Path), Is.EqualTo("new"));
        Assert.That(File.GetUnixFileMode(change.File.Path), Is.EqualTo(Mode));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(2));
    }

    private FileChange Change(string name, string old, string text)
    {
        File.WriteAllText(PathOf(name), old, new UTF8Encoding(false));
        return new(FileText.Read(PathOf(name)), text);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
