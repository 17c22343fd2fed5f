using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Tests.Registry;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Experiments;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Tests.Experiments;

[TestFixture]
internal sealed class SqliteExperimentRegistryTests : ExperimentStoreContract
{
    private readonly List<SqliteDatabase> _opened = [];
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder()
    {
        _opened.ForEach(database => database.Dispose());
        _opened.Clear();
        _folder.Dispose();
    }

    internal override IExperimentStore Open()
    {
        _opened.Add(SqliteDatabase.Open(_folder[SqliteDatabase.FileName]));
        return new SqliteExperimentRegistry(_opened[^1], new ManualTimeProvider(Now));
    }

    [TestCase("UPDATE experiments SET definition = 'schema: 1'")]
    [TestCase("UPDATE experiments SET excluded_units = 7")]
    [TestCase("UPDATE experiment_kpis SET sum = 0")]
    [TestCase("DELETE FROM experiment_kpis")]
    [TestCase("DELETE FROM experiment_exposures")]
    [TestCase("INSERT INTO experiment_exposures VALUES ('one-page', 'more', 1, 1)")]
    [TestCase("UPDATE experiment_audit SET by = 'eve'")]
    [TestCase("DELETE FROM experiment_audit")]
    [Rule("what was decided stays as it was")]
    public async Task Tables_AfterTheDecision_RefuseEveryWrite(string statement)
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        await registry.AddKpisAsync("one-page", [Orders("on", 40)], [new() { Variant = "on", Cohort = Day, Units = 1000 }], "loader");
        foreach (var to in new[] { "Approved", "Running", "Decided" })
        {
            await registry.ChangeStatusAsync(
                "one-page", Enum.Parse<Dataface.Flags.Experiments.Documents.ExperimentStatus>(to), "ada", "on");
        }

        using var other = new SqliteConnection($"Data Source={_folder[SqliteDatabase.FileName]};Pooling=False");
        other.Open();
        Assert.That(() => other.Execute(statement),
            Throws.TypeOf<SqliteException>().With.Message.Contains("stay").Or.Message.Contains("only ever added to"));
        await registry.ChangeStatusAsync(
            "one-page", Dataface.Flags.Experiments.Documents.ExperimentStatus.CleanedUp, "ada", "the flag is gone");
    }
}
