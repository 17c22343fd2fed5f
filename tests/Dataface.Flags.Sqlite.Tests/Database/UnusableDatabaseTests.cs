using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Tests.Database;

/// <summary>What cannot be used is named in a sentence that says what to do, and left as it is.</summary>
[TestFixture]
internal sealed class UnusableDatabaseTests
{
    private TemporaryFolder _folder = null!;

    private string Path => _folder["dataface-flags.db"];

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Open_OfANewerVersion_SaysSo()
    {
        Make("PRAGMA user_version = 9999");
        Refused<InvalidDataException>("newer version of the server", "9999", "Start the newer version");
    }

    [TestCase("PRAGMA application_id = 7")]
    [TestCase("PRAGMA application_id = 0")]
    public void Open_OfAnotherApplication_SaysSo(string sql)
    {
        Make(sql);
        Refused<InvalidDataException>("another application", "--data");
    }

    [Test]
    public void Open_NoDatabase_SaysSo()
    {
        File.WriteAllText(Path, new string('x', 5000));
        Refused<InvalidDataException>("is damaged", "restore");
    }

    [Test]
    public void Open_FolderInItsPlace_SaysSo()
    {
        Directory.CreateDirectory(Path);
        Refused<IOException>("cannot be opened", "--data");
    }

    [Test]
    public async Task Write_AnotherProcessKeepsItLocked_SaysSoAndContinuesAfterwards()
    {
        using var database = SqliteDatabase.Open(Path);
        using (var other = SqliteConnections.OpenWriter(Path))
        {
            other.Execute("BEGIN IMMEDIATE");
            Assert.That(
                async () => await database.WriteAsync(c => c.Execute("DELETE FROM settings"), default),
                Throws.InstanceOf<TimeoutException>().With.Message.Contains("keeps").And.Message.Contains("nothing was recorded"));
        }

        await database.WriteAsync(c => c.Execute("DELETE FROM settings"), default);
    }

    [Test]
    public async Task Write_FileIsReadOnly_SaysSo()
    {
        using var database = SqliteDatabase.Open(Path);
        await database.WriteAsync(c => c.Execute("PRAGMA query_only = ON"), default);
        Assert.That(
            async () => await database.WriteAsync(c => c.Execute("DELETE FROM settings"), default),
            Throws.InstanceOf<IOException>().With.Message.Contains("read-only"));
    }

    [Test, Rule("an acknowledged change is never lost")]
    public async Task Write_DiskIsFull_SaysSoKeepsWhatWasConfirmedAndContinuesWhenThereIsRoom()
    {
        using (var open = new OpenFolder(_folder["data"]))
        {
            await open.KillAsync("first");

            // The database may not grow any more, as on a full disk.
            var pages = await open.Database.WriteAsync(c => c.Value<long>("PRAGMA page_count"), default);
            await open.Database.WriteAsync(c => c.Value<long>($"PRAGMA max_page_count = {pages}"), default);
            var confirmed = new List<string>();
            Assert.That(
                async () =>
                {
                    for (var i = 0; i < 1_000; i++)
                    {
                        await open.KillAsync($"k{i}");
                        confirmed.Add($"k{i}");
                    }
                },
                Throws.InstanceOf<IOException>().With.Message.Contains("disk is full").And.Message.Contains("nothing was recorded"));
            Assert.That(open.Killed(), Is.EquivalentTo(confirmed.Append("first")));
            await open.Database.WriteAsync(c => c.Value<long>("PRAGMA max_page_count = 100000"), default);
            await open.KillAsync("there-is-room");
        }

        using var again = new OpenFolder(_folder["data"]);
        Assert.That(again.Killed(), Does.Contain("first").And.Contain("there-is-room"));
        Assert.That((await AuditVerifier.VerifyAsync(again.State.ReadAuditAsync(default))).IsIntact);
    }

    [Test]
    public void Open_Again_KeepsExistingData()
    {
        Make("INSERT INTO settings VALUES ('a', x'01', x'02', 1)");
        using var database = SqliteDatabase.Open(Path);
        Assert.That(database.Read(c => c.Value<long>("SELECT count(*) FROM settings")), Is.EqualTo(1));
    }

    private void Make(string sql)
    {
        using var database = SqliteDatabase.Open(Path);
        database.WriteAsync(c => c.Execute(sql), default).Wait();
    }

    private void Refused<T>(params string[] words)
        where T : Exception
    {
        var error = Assert.Throws<T>(() => SqliteDatabase.Open(Path).Dispose())!;
        foreach (var word in words.Append(Path)) Assert.That(error.Message, Does.Contain(word));
        Assert.That(error.InnerException, Is.Null.Or.InstanceOf<SqliteException>());
    }
}
