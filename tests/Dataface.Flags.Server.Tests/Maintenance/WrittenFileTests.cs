using Dataface.Flags.Server.Hosting;

namespace Dataface.Flags.Server.Tests.Maintenance;

/// <summary>What commands write takes the place of nothing that counts.</summary>
[TestFixture]
internal sealed class WrittenFileTests
{
    [Test, Rule("an acknowledged change is never lost")]
    public async Task BackupAndExport_OverTheDatabaseItself_AreRefusedAndLeaveIt([Values("backup", "export")] string command)
    {
        using var folder = new TemporaryFolder();
        await using (var server = await TestServer.StartAsync(folder["data"])) (await server.KillAsync("a")).Dispose();
        var before = await File.ReadAllBytesAsync(folder["data/dataface-flags.db"]);
        await Assert.ThatAsync(
            () => ServerProgram.TryMaintainAsync([command, "--data", folder["data"], "--to", folder["data/dataface-flags.db"]]),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("another folder"));
        Assert.That(await File.ReadAllBytesAsync(folder["data/dataface-flags.db"]), Is.EqualTo(before));
    }

    [Test]
    public async Task Export_ThatFails_LeavesTheOlderFile()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["trail.jsonl"], "the older one");
        await Assert.ThatAsync(
            () => ServerProgram.TryMaintainAsync(["export", "--data", folder["data"], "--to", folder["trail.jsonl"]]),
            Throws.InstanceOf<FileNotFoundException>());
        Assert.That(await File.ReadAllTextAsync(folder["trail.jsonl"]), Is.EqualTo("the older one"));
    }
}
