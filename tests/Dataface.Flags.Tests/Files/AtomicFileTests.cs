using System.Runtime.Versioning;
using Dataface.Flags.Files;

namespace Dataface.Flags.Tests.Files;

[TestFixture]
internal sealed class AtomicFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Write_FolderMissing_MakesIt()
    {
        var path = Path.Combine(_folder["a"], "b", "file");
        AtomicFile.Write(path, "content"u8);
        Assert.That(File.ReadAllText(path), Is.EqualTo("content"));
    }

    [Test]
    public async Task Write_ReadersAllTheTime_SeeOneOfTheVersionsWhole()
    {
        byte[][] versions = [[.. Enumerable.Repeat((byte)'a', 100_000)], [.. Enumerable.Repeat((byte)'b', 50_000)]];
        AtomicFile.Write(_folder["file"], versions[0]);
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < 200; i++) AtomicFile.Write(_folder["file"], versions[i % 2]);
        });
        while (!writer.IsCompleted)
        {
            using var file = new FileStream(_folder["file"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            Assert.That(bytes.AsSpan().SequenceEqual(versions[0]) || bytes.AsSpan().SequenceEqual(versions[1]));
        }

        await writer;
    }

    [Test]
    public void Write_Fails_LeavesTheOldContentAndNothingBeside()
    {
        Directory.CreateDirectory(_folder["file"]);
        Assert.That(() => AtomicFile.Write(_folder["file"], "content"u8),
            Throws.InstanceOf<IOException>().Or.InstanceOf<UnauthorizedAccessException>());
        Assert.That(Directory.GetFileSystemEntries(Path.GetDirectoryName(_folder["file"])!), Is.EqualTo([_folder["file"]]));
    }

    [Test, Platform("Unix,Linux,MacOsX"), UnsupportedOSPlatform("windows")]
    public void Write_Private_OnlyTheOwnerMayReadIt()
    {
        File.WriteAllText(_folder["file"], "readable by all before");
        AtomicFile.Write(_folder["file"], "content"u8);
        Assert.That(File.GetUnixFileMode(_folder["file"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }
}
