using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.Sqlite.Schema;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Sqlite.Tests.Schema;

[TestFixture]
internal sealed class SqliteMigratorTests
{
    /// <summary>Puts the tables of version 14 in the place of the newest. Their ids are in .NET's own order of bytes.</summary>
    private const string Version14 =
        """
        CREATE TABLE kept AS SELECT * FROM audit;
        DROP TABLE stand;
        DROP TABLE audit;
        DROP TABLE documents;
        ALTER TABLE guard_reports DROP COLUMN seal;
        ALTER TABLE sessions DROP COLUMN seal;
        ALTER TABLE webhooks DROP COLUMN seal;
        """;

    [Test]
    public async Task Run_OnVersion14_FindsEveryChangeByItsId()
    {
        using var folder = new TemporaryFolder();
        var kills = Enumerable.Range(0, 20).Select(i => OpenFolder.Change(StateAction.Kill, $"k{i}", "production")).ToList();
        kills.Add(kills[0] with { Id = Guid.NewGuid() });
        using (var open = new OpenFolder(folder["data"]))
        {
            foreach (var kill in kills) await open.State.ApplyAsync(kill, default);
            await open.Database.WriteAsync(
                connection =>
                {
                    foreach (var kill in kills)
                    {
                        connection.Execute(
                            "UPDATE audit SET id = $2 WHERE id = $1", kill.Id.ToByteArray(bigEndian: true), kill.Id.ToByteArray());
                    }

                    connection.Execute(Version14);
                    connection.Execute(SqliteScripts.Read(SqliteScripts.All[0].Name));
                    return connection.Execute("INSERT INTO audit SELECT * FROM kept; DROP TABLE kept; PRAGMA user_version = 14");
                },
                default);
        }

        Assert.That(new FolderCheck(new(folder["data"]), _ => { }).Run().IsIntact, "as of a backup that was made before");
        using var again = new OpenFolder(folder["data"]);
        foreach (var kill in kills) Assert.That((await again.State.ApplyAsync(kill, default)).Record, Is.Null, $"{kill.Id} was recorded");
        var records = again.Database.Read(connection => TrailRows.After(connection, 0, 100));
        Assert.That(records, Has.Count.EqualTo(kills.Count));
        Assert.That(again.Database.Read(connection => records.TrueForAll(record => TrailRows.IsFiledWell(connection, record))));
    }
}
