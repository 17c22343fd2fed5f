using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Tests.Events;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Events;
using Dataface.Flags.Sqlite.Experiments;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.Tests.Events.GivenEvents;

namespace Dataface.Flags.Sqlite.Tests.Events;

[TestFixture]
internal sealed class SqliteEventStoreTests : EventStoreContract
{
    private TemporaryFolder _folder = null!;
    private SqliteDatabase? _database;
    private SqliteEventStore? _events;

    private SqliteDatabase Database => _database!;

    [TearDown]
    public void RemoveFolder()
    {
        Close();
        _folder.Dispose();
    }

    protected override Task<(IExperimentStore Registry, IEventStore Events)> OpenAsync()
    {
        if (_database is null)
        {
            if (_folder is null || !Directory.Exists(Path.GetDirectoryName(_folder[SqliteDatabase.FileName])))
                _folder = new TemporaryFolder();
            _database = SqliteDatabase.Open(_folder[SqliteDatabase.FileName]);
        }

        _events?.Dispose();
        var registry = new SqliteExperimentRegistry(_database, Time);
        _events = new SqliteEventStore(_database, registry, Time);
        return Task.FromResult(((IExperimentStore)registry, (IEventStore)_events));
    }

    protected override Task ForgetAsync() => WriteAsync("DELETE FROM aggregations");

    protected override Task DeleteAsync(string unit) => WriteAsync($"DELETE FROM events WHERE unit = '{unit}'");

    /// <summary>As sqlite3's own backup does, into a file that takes the place of the one before.</summary>
    protected override Task RestoreAsync()
    {
        var (path, copy) = (_folder[SqliteDatabase.FileName], _folder["copy.db"]);
        using (var backup = SqliteConnections.OpenWriter(path)) backup.Execute("VACUUM INTO $1", copy);
        Close();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!, SqliteDatabase.FileName + "*")) File.Delete(file);
        File.Move(copy, path);
        return Task.CompletedTask;
    }

    [Test]
    public async Task Aggregate_MoreEventsThanOnePart_CountsEachUnitOnceAndContinuesAfterThem()
    {
        const int Units = 1_500;
        var events = Enumerable.Range(0, Units)
            .SelectMany(i => new[] { Exposure($"u{i}", i % 2 == 0 ? "on" : "off", 1), Outcome("order", $"u{i}", 2, 0.1) }).ToList();
        await Events.AddAsync([.. events.Where(e => e.Flag is null)], default);
        await Events.AddAsync([.. events.Where(e => e.Flag is not null)], default);
        var data = await RunAsync();
        Assert.That(Of(data, "revenue", "on"), Is.EqualTo(SampleStatistics(Units / 2)));
        Assert.That(Count("SELECT count(*) FROM experiment_units"), Is.EqualTo(Units));
        await AddAsync(Exposure("late", "on", 3));
        Assert.That((await RunAsync()).Exposures.Sum(e => e.Units), Is.EqualTo(Units + 1));
        Assert.That(Count("SELECT seen FROM aggregations"), Is.EqualTo((2 * Units) + 1));

        static Dataface.Flags.Experiments.Statistics.SampleStatistics SampleStatistics(int units) =>
            Dataface.Flags.Experiments.Statistics.SampleStatistics.OfMean(units, units / 10.0, units / 100.0);
    }

    [Test]
    public async Task Aggregate_AfterARestart_KeepsNoEarlierCounts()
    {
        await AddAsync(Exposure("a", "on", 1), Exposure("b", "off", 1), Exposure("c", "on", 1) with { Environment = "live" });
        await RunAsync();
        await RunAsync("live");
        await ForgetAsync();
        await RunAsync();
        Assert.That(Count("SELECT count(*) FROM experiment_units"), Is.EqualTo(2));
        Assert.That(Count("SELECT count(DISTINCT aggregation) FROM experiment_sums"), Is.EqualTo(1));
    }

    /// <summary>Number are not given twice: a new event with the number of a deleted one would not count as new.</summary>
    [Test, Rule("no event is lost")]
    public async Task Aggregate_AfterTheNewestEventsWereDeleted_CountsThoseThatComeNext()
    {
        await AddAsync(Exposure("a", "on", 1), Exposure("b", "on", 1));
        await RunAsync();
        await DeleteAsync("b");
        await AddAsync(Exposure("c", "on", 1));
        Assert.That((await RunAsync()).Exposures.Single().Units, Is.EqualTo(3), "b is told apart when something comes of it");
        await ForgetAsync();
        Assert.That((await RunAsync()).Exposures.Single().Units, Is.EqualTo(2));
    }

    [Test]
    public async Task Aggregate_ThatFailsHalfWay_LeavesTheResultsBeforeAndSaysSo()
    {
        await AddAsync(Exposure("a", "on", 1));
        var before = ExperimentDataCodec.HashOf(await RunAsync());
        await WriteAsync("ALTER TABLE experiment_units RENAME TO gone");
        await AddAsync(Exposure("b", "on", 1));
        Assert.That(async () => await RunAsync(), Throws.Exception);
        Assert.That(ExperimentDataCodec.HashOf(await Registry.LoadDataAsync("one-page")), Is.EqualTo(before));
        var log = await Registry.ReadRefreshLogAsync("one-page");
        Assert.That(log.Select(r => r.Status), Is.EqualTo(new[] { RefreshStatus.Failed, RefreshStatus.Succeeded }));
        await WriteAsync("ALTER TABLE gone RENAME TO experiment_units");
        Assert.That((await RunAsync()).Exposures.Single().Units, Is.EqualTo(2));
    }

    private Task WriteAsync(string statement) => Database.WriteAsync(connection => connection.Execute(statement), default);

    private long Count(string statement) => Database.Read(connection => connection.Value<long>(statement));

    private void Close()
    {
        _events?.Dispose();
        _database?.Dispose();
        (_events, _database) = (null, null);
    }
}
