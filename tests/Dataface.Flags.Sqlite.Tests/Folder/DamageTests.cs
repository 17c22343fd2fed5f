using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Experiments;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Sqlite.Tests.Folder;

/// <summary>Never a start without the kills that were confirmed.</summary>
[TestFixture]
internal sealed class DamageTests
{
    private TemporaryFolder _folder = null!;

    private string Data => _folder["data"];

    private string Database => _folder["data/dataface-flags.db"];

    [SetUp]
    public async Task FillAsync()
    {
        _folder = new();
        using var open = new OpenFolder(Data);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => open.KillAsync($"k{i}")));
        await open.PublishAsync("a");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test, Rule("an acknowledged change is never lost")]
    public void Open_DamagedAtAnyOf200RandomBytes_HasAllKillsOrSaysWhatToDo()
    {
        var (whole, random) = (File.ReadAllBytes(Database), new Random(7));
        var (refused, checkedOut) = (0, 0);
        for (var i = 0; i < 200; i++)
        {
            var damaged = whole.ToArray();
            var place = random.Next(damaged.Length);
            damaged[place] ^= (byte)(1 << random.Next(8));
            Reset(damaged);
            try
            {
                using var open = new OpenFolder(Data);
                Assert.That(open.Killed().Count(), Is.EqualTo(200), $"byte {place}");
                open.Dispose();
                Reset(damaged);
                new FolderCheck(new(Data), _ => { }).Run();
                checkedOut++;
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                Assert.That(error.Message,
                    Does.Contain("restore").Or.Contain("--data").Or.Contain("publish it again").Or.Contain("newer version"));
                refused++;
            }
        }

        TestContext.Out.WriteLine($"{refused} refused, {checkedOut} without meaning");
        Assert.That(refused, Is.GreaterThan(50));
    }

    [Test]
    public void Open_DatabaseIsGoneOrEmptied_IsRefusedUnlessAllowed()
    {
        foreach (var isGone in new[] { true, false })
        {
            if (isGone) File.Delete(Database);
            else File.WriteAllBytes(Database, []);
            Assert.That(
                () => new OpenFolder(Data),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains("record 201").And.Message.Contains("recover"));
        }

        using var open = new OpenFolder(Data, isRecovering: true);
        open.State.ApplyAsync(OpenFolder.Change(Flags.State.StateAction.Recover), default).AsTask().Wait();
        open.Dispose();
        using var again = new OpenFolder(Data);
        Assert.That(again.Trail.State.Sequence, Is.EqualTo(1));
    }

    [Test]
    public async Task Open_OlderDatabase_IsRefused()
    {
        var older = await File.ReadAllBytesAsync(Database);
        using (var open = new OpenFolder(Data)) await open.KillAsync("later");
        Reset(older);
        Assert.That(
            () => new OpenFolder(Data),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("ends with record 201").And.Message.Contains("record 202"));
        Assert.That(
            () => new FolderCheck(new(Data), _ => { }).Run(),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("record 202"));
    }

    [Test]
    public async Task Open_HeadFileWasCutOffOrIsGone_StartsAndRewritesIt()
    {
        var head = _folder["data/dataface-flags.head"];
        foreach (var bytes in new byte[]?[] { null, [], (await File.ReadAllBytesAsync(head))[..300] })
        {
            if (bytes is null) File.Delete(head);
            else await File.WriteAllBytesAsync(head, bytes);
            using (var open = new OpenFolder(Data)) await open.KillAsync("later");
            File.Move(Database, Database + ".aside");
            Assert.That(() => new OpenFolder(Data), Throws.InstanceOf<InvalidDataException>());
            File.Move(Database + ".aside", Database, overwrite: true);
        }
    }

    [TestCase("UPDATE experiments SET hypothesis = 'another'")]
    [TestCase("UPDATE experiments SET status = 'approved'")]
    [TestCase("DROP TRIGGER experiment_audit_update; UPDATE experiment_audit SET by = 'eve'")]
    [TestCase("DROP TRIGGER experiment_audit_delete; DELETE FROM experiment_audit")]
    [TestCase("UPDATE experiment_kpis SET sum = sum + 1")]
    [TestCase("DELETE FROM experiment_exposures")]
    public async Task Check_ExperimentChangedByAnother_IsDamaged(string change)
    {
        using (var open = new OpenFolder(Data))
        {
            var registry = new SqliteExperimentRegistry(open.Database, TimeProvider.System);
            await registry.CreateAsync(
                new() { Id = "one-page", Name = "One page", Hypothesis = "h", Owner = "team", Kpis = ["orders"] }, "ada");
            var at = new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero);
            var orders = new KpiValue("on", "orders", new(2020, 1, 1), SampleStatistics.OfProportion(1000, 40), at);
            await registry.AddKpisAsync("one-page", [orders], [new("on", new(2020, 1, 1), 1010)], "loader");
            new FolderCheck(new(Data), _ => { }).Run();
            await open.Database.WriteAsync(connection => connection.Execute(change), default);
        }

        Assert.That(
            () => new FolderCheck(new(Data), _ => { }).Run(),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("'one-page'").And.Message.Contains("restore"));
    }

    [Test]
    public void Check_SoundFolder_NamesEachPart()
    {
        var parts = new List<string>();
        Assert.That(new FolderCheck(new(Data), parts.Add).Run().Records, Is.EqualTo(201));
        Assert.That(parts, Has.Count.EqualTo(7));
        Assert.That(parts[1], Does.StartWith("the trail: 201 records"));
    }

    private void Reset(byte[] bytes)
    {
        foreach (var file in Directory.GetFiles(Data, "dataface-flags.db?*")) File.Delete(file);
        File.WriteAllBytes(Database, bytes);
    }
}
