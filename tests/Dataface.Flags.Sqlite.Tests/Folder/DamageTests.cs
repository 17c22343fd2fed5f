using System.Text.RegularExpressions;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Experiments;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.Sqlite.Guard;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Sqlite.Tests.Folder;

/// <summary>Never a start without the kills that were confirmed.</summary>
[TestFixture]
internal sealed class DamageTests
{
    private TemporaryFolder _folder = null!;

    private string Data => _folder["data"];

    private string Head => _folder["data/dataface-flags.head"];

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
        foreach (var bytes in new byte[]?[] { null, [], (await File.ReadAllBytesAsync(Head))[..300] })
        {
            if (bytes is null) File.Delete(Head);
            else await File.WriteAllBytesAsync(Head, bytes);
            using (var open = new OpenFolder(Data)) await open.KillAsync("later");
            File.Move(Database, Database + ".aside");
            Assert.That(() => new OpenFolder(Data), Throws.InstanceOf<InvalidDataException>());
            File.Move(Database + ".aside", Database, overwrite: true);
        }
    }

    [Test, Rule("an acknowledged change is never lost")]
    public void Open_HeadFileWasLostAndNothingChangedSince_TheNextStartMissesTheDatabase()
    {
        File.Delete(Head);
        new OpenFolder(Data).Dispose();
        File.Delete(Database);
        Refused("is gone", "record 201");
        Assert.That(
            () => new FolderCheck(new(Data), _ => { }).Run(), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("is gone"));
    }

    [Test, Rule("an acknowledged change is never lost")]
    public void Open_HeadFileCannotBeReadAndTheDatabaseIsGoneOrEmptied_IsRefused([Values] bool isGone)
    {
        var bytes = new byte[1024];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(Head, bytes);
        if (isGone) File.Delete(Database);
        else File.WriteAllBytes(Database, []);
        Refused(isGone ? "is gone" : "is empty", "cannot be read any more");
    }

    [Test, Rule("an acknowledged change is never lost")]
    public async Task OpenAndCheck_LogIsDamaged_AreRefusedAndLeaveItAsItIs([Values(0.02, 0.5, 0.97)] double place)
    {
        var copy = _folder["copy"];
        Directory.CreateDirectory(copy);
        using (var open = new OpenFolder(_folder["killed"]))
        {
            for (var i = 0; i < 50; i++) await open.KillAsync($"k{i}");

            // As a process leaves it that is killed.
            foreach (var name in new[] { "dataface-flags.db", "dataface-flags.db-wal", "dataface-flags.head" })
            {
                File.Copy(_folder[$"killed/{name}"], Path.Combine(copy, name));
            }
        }

        var log = Path.Combine(copy, "dataface-flags.db-wal");
        var bytes = await File.ReadAllBytesAsync(log);
        bytes[(int)(bytes.Length * place)] ^= 4;
        await File.WriteAllBytesAsync(log, bytes);
        foreach (var use in new Action[] { () => new OpenFolder(copy).Dispose(), () => new FolderCheck(new(copy), _ => { }).Run() })
        {
            Assert.That(use.Invoke, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("record 50"));
        }

        Assert.That(await File.ReadAllBytesAsync(log), Is.EqualTo(bytes), "what is behind the damage is evidence");
    }

    [Test]
    public async Task Open_DamagedInItsHeaderOrItsSchema_TakesKillsOrSaysWhatToDo()
    {
        var whole = await File.ReadAllBytesAsync(Database);
        var schema = System.Text.Encoding.Latin1.GetString(whole);
        var places = Enumerable.Range(0, 100).ToList();
        foreach (Match statement in Regex.Matches(schema, "CREATE (TABLE|INDEX|TRIGGER)"))
        {
            places.AddRange([statement.Index + 9, statement.Index + 25, statement.Index + 60]);
        }

        foreach (var place in places)
        {
            var damaged = whole.ToArray();
            damaged[place] ^= 1;
            Reset(damaged);
            var head = await File.ReadAllBytesAsync(Head);
            try
            {
                using (var open = new OpenFolder(Data)) await open.KillAsync("one-more");
                new FolderCheck(new(Data), _ => { }).Run();
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                Assert.That(
                    error.Message, Does.Contain("restore").Or.Contain("--data").Or.Contain("newer version").Or.Contain("PostgreSQL"),
                    $"byte {place}");
            }

            await File.WriteAllBytesAsync(Head, head);
        }
    }

    [TestCase("UPDATE guard_reports SET number = 7", "reports of guards")]
    [TestCase("UPDATE sessions SET ends_at = 9000000", "sessions of the board")]
    [TestCase("INSERT INTO sessions VALUES (x'09', x'02', 3, x'04')", "sessions of the board")]
    [TestCase("UPDATE webhooks SET address = 'file:///x'", "webhooks")]
    [TestCase("UPDATE events SET attributes = '{not json'", "raw events")]
    public async Task Check_RowChangedByOthers_IsDamaged(string change, string what)
    {
        using (var open = new OpenFolder(Data))
        {
            using var evidence = new SqliteGuardEvidenceStore(open.Database, TimeProvider.System);
            await evidence.AddAsync(
                new()
                {
                    Epoch = new("f/production/*/0", 1, DateTimeOffset.UnixEpoch),
                    Instance = Guid.NewGuid(),
                    Sequence = 1,
                    Observations = [new() { Signal = "errors", Treatment = 0, Unit = 7, Bin = 0 }],
                },
                default);
            await open.Database.WriteAsync(
                connection => connection.Execute(
                    """
                    INSERT INTO sessions VALUES (x'01', x'02', 3, seal(x'01', x'02', 3));
                    INSERT INTO webhooks (name, address, secret, events, since, made_at, made_by, seal)
                    VALUES ('w', 'https://a.example', 's', '', 0, 1, 'me', seal('w', 'https://a.example', 's', '', NULL, 1, 'me'));
                    INSERT INTO events (key, environment, name, unit, at, attributes) VALUES (x'01', 'production', 'on', 'u', 1, '{}');
                    """),
                default);
            new FolderCheck(new(Data), _ => { }).Run();
            await open.Database.WriteAsync(connection => connection.Execute(change), default);
        }

        Assert.That(
            () => new FolderCheck(new(Data), _ => { }).Run(),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(what).And.Message.Contains("restore"));
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
            var orders = new KpiValue
            {
                Variant = "on",
                Metric = "orders",
                Cohort = new(2020, 1, 1),
                Statistics = SampleStatistics.OfProportion(1000, 40),
                RefreshedAt = at,
            };
            await registry.AddKpisAsync("one-page", [orders], [new() { Variant = "on", Cohort = new(2020, 1, 1), Units = 1010 }], "loader");
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
        Assert.That(parts, Has.Count.EqualTo(9));
        Assert.That(parts[1], Does.StartWith("the trail: 201 records"));
    }

    private void Refused(params string[] words)
    {
        var error = Assert.Throws<InvalidDataException>(() => new OpenFolder(Data).Dispose())!;
        foreach (var word in words.Append("recover")) Assert.That(error.Message, Does.Contain(word));
    }

    private void Reset(byte[] bytes)
    {
        foreach (var file in Directory.GetFiles(Data, "dataface-flags.db?*")) File.Delete(file);
        File.WriteAllBytes(Database, bytes);
    }
}
