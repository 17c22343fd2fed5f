using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Maintenance;

namespace Dataface.Flags.Cli.Tests.Server;

[TestFixture]
internal sealed class BackupTests
{
    [Test]
    public async Task BackupAndRestore_WhileTheServerRuns_KeepFlagsKillsAndKeys()
    {
        await using var server = await RunningServer.StartAsync();
        await server.RunAsync("publish", server.Write("f.json", 25), "-r", "first");
        await server.RunAsync("kill", "f", "-r", "errors");
        var (backup, restored) = (server.PathOf("backup.tar.gz"), server.PathOf("restored"));
        Assert.That(await ServerProgram.TryMaintainAsync(["backup", "--data", server.Data, "--to", backup]), Is.Zero);
        Assert.That(await ServerProgram.TryMaintainAsync(["check", "--data", server.Data]), Is.Zero);
        Assert.That(await ServerProgram.TryMaintainAsync(["restore", "--from", backup, "--data", restored]), Is.Zero);
        Assert.That(await ServerProgram.TryMaintainAsync(["check", "--data", restored]), Is.Zero);

        await using var second = await RunningServer.StartAsync(data: restored);
        var (code, output, error) = await second.WithKeyAsync(server.KeyFile, "status");
        Assert.That(code, Is.EqualTo(ExitCode.Ok), error);
        Assert.That(output, Does.Contain("revision 1").And.Contain("1 killed in production").And.Not.Contain("cursor ."),
            "the keys are the same, the lineage is new");
    }

    [Test]
    public async Task Check_TrailWasEdited_SaysSo()
    {
        await using var server = await RunningServer.StartAsync();
        await server.RunAsync("kill", "f", "-r", "errors");
        var (backup, copy) = (server.PathOf("backup.tar.gz"), server.PathOf("copy"));
        await ServerProgram.TryMaintainAsync(["backup", "--data", server.Data, "--to", backup]);
        await ServerProgram.TryMaintainAsync(["restore", "--from", backup, "--data", copy]);
        Assert.That(await ServerProgram.TryMaintainAsync(["check", "--data", copy]), Is.Zero);
        var database = Path.Combine(copy, "dataface-flags.db");
        var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(database));
        var edited = text.Replace("\"errors\"", "\"tedium\"", StringComparison.Ordinal);
        Assert.That(edited, Is.Not.EqualTo(text));
        await File.WriteAllBytesAsync(database, System.Text.Encoding.Latin1.GetBytes(edited));
        Assert.That(await ServerProgram.TryMaintainAsync(["check", "--data", copy]), Is.EqualTo(MaintenanceCommands.Found));
    }

    [Test]
    public async Task Recover_Folder_BeginsALineage()
    {
        await using var server = await RunningServer.StartAsync();
        await server.RunAsync("kill", "f", "-r", "errors");
        var restored = server.PathOf("copy");
        await ServerProgram.TryMaintainAsync(["backup", "--data", server.Data, "--to", server.PathOf("b.tar.gz")]);
        await ServerProgram.TryMaintainAsync(["restore", "--from", server.PathOf("b.tar.gz"), "--data", restored]);
        Assert.That(await ServerProgram.TryMaintainAsync(["recover", "--data", restored, "--reason", "restored by other means"]), Is.Zero);
        await using var second = await RunningServer.StartAsync(data: restored);
        var trail = await second.WithKeyAsync(server.KeyFile, "history", "--action", "recover");
        Assert.That(trail.Output, Does.Contain("restored by other means").And.Contain("restored from b.tar.gz"));
    }

    [Test]
    public async Task TryRun_UnknownCommand_Answers64() =>
        Assert.That(await ServerProgram.TryMaintainAsync(["bakcup"]), Is.EqualTo(MaintenanceCommands.Usage));

    [Test]
    public async Task TryRun_NoCommand_IsToServe() => Assert.That(await ServerProgram.TryMaintainAsync(["--data", "x"]), Is.Null);
}
