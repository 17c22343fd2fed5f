using Dataface.Flags.Postgres.Schema;

namespace Dataface.Flags.Postgres.Tests.Schema;

[TestFixture]
internal sealed class SchemaMigratorTests : DatabaseFixture
{
    [Test]
    public async Task Migrate_ManyProcessesAtOnce_AppliesEachScriptOnce()
    {
        var instances = Enumerable.Range(0, 8).Select(_ => Database.Open()).ToList();
        await Task.WhenAll(instances.Select(instance => Task.Run(() => instance.MigrateAsync(default))));
        Assert.That(
            await Database.RunAsync("SELECT array_agg(version ORDER BY version) FROM dataface_flags.migrations"),
            Is.EqualTo(SchemaScripts.Flags.All.Select(script => script.Number)));
        Assert.That(await Database.RunAsync("SELECT count(*) FROM dataface_flags.head"), Is.EqualTo(1));
    }

    [Test]
    public async Task Migrate_StoppedHalfWay_LeavesNothingAndIsDoneByTheNext()
    {
        // A table in the way of the second script.
        await Database.RunAsync("CREATE SCHEMA dataface_flags; CREATE TABLE dataface_flags.guard_counts (one integer)");
        Assert.That(async () => await Database.Open().MigrateAsync(default), Throws.Exception);
        Assert.That(await Database.RunAsync("SELECT to_regclass('dataface_flags.audit') IS NULL"), Is.True);
        await Database.RunAsync("DROP TABLE dataface_flags.guard_counts");
        await Database.Open().MigrateAsync(default);
        Assert.That(await Database.RunAsync("SELECT count(*) FROM dataface_flags.migrations"), Is.EqualTo(SchemaScripts.Flags.All.Count));
    }

    [Test]
    public async Task Migrate_SchemaOfALaterVersion_IsLeftUnchanged()
    {
        await Database.Open().MigrateAsync(default);
        await Database.RunAsync("INSERT INTO dataface_flags.migrations VALUES (9000, 'from the future')");
        await Database.Open().MigrateAsync(default);
        Assert.That(await Database.RunAsync("SELECT max(version) FROM dataface_flags.migrations"), Is.EqualTo(9000));
    }
}
