using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Tests.Experiments;

namespace Dataface.Flags.Server.Tests.Maintenance;

[TestFixture]
internal sealed class ExperimentBackupTests
{
    [Test]
    public async Task BackupAndRestore_WhileExperimentsAreAdded_KeepThemWithDataAndAudit()
    {
        using var folder = new TemporaryFolder();
        string kept, secret;
        var answered = new ConcurrentQueue<string>();
        List<string> before;
        await using (var server = await TestServer.StartAsync(folder["data"]))
        {
            secret = server.AdminSecret;
            await RunningExperiment.AddAsync(server);
            await RunningExperiment.LoadAsync(server);
            kept = await RunningExperiment.KeptAsync(server.Admin);

            using var stop = new CancellationTokenSource();
            var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(() => WriteAsync(server, writer, answered, stop.Token)))
                .ToList();
            await Eventually.HoldsAsync(() => answered.Count > 20, "experiments are added");
            before = [.. answered];
            Assert.That(
                await ServerProgram.TryMaintainAsync(["backup", "--data", folder["data"], "--to", folder["backup.tar.gz"]]), Is.Zero);
            var during = answered.Count;
            await Eventually.HoldsAsync(() => answered.Count > during + 3, "writes went on all the time");
            await stop.CancelAsync();
            await Task.WhenAll(writers);
        }

        Assert.That(
            await ServerProgram.TryMaintainAsync(["restore", "--from", folder["backup.tar.gz"], "--data", folder["restored"]]), Is.Zero);
        await using var restored = await TestServer.StartAsync(folder["restored"]);
        using var client = restored.Client(secret);
        Assert.That(await RunningExperiment.KeptAsync(client), Is.EqualTo(kept));
        var decision = await client.GetFromJsonAsync<JsonElement>("/api/experiments/one-page/decision");
        Assert.That(decision.GetProperty("recommendation").GetString(), Is.EqualTo("ship"));
        var list = await client.GetFromJsonAsync<JsonElement>("/api/experiments");
        var experiments = list.EnumerateArray().Select(e => e.GetProperty("id").GetString()).ToHashSet();
        Assert.That(before.Except(experiments), Is.Empty, "answered before the backup began, and not in it");

        // It goes on: what was added after the backup can be added again, and the trail with it.
        await RunningExperiment.AddDraftAsync(client, "after-the-restore");
        Assert.That((await client.GetFromJsonAsync<JsonElement>("/api/experiments/after-the-restore/audit")).GetArrayLength(),
            Is.EqualTo(1));
        TestContext.Out.WriteLine($"{before.Count} experiments before the backup, {experiments.Count} restored, {answered.Count} in all");
    }

    private static async Task WriteAsync(TestServer server, int writer, ConcurrentQueue<string> answered, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var id = $"draft-{writer}-{i}";
            await RunningExperiment.AddDraftAsync(server.Admin, id);
            answered.Enqueue(id);
            (await server.KillAsync(id)).Dispose();
        }
    }
}
