using System.Text;
using Dataface.Flags.Providers;
using Dataface.Flags.Publishing;
using Dataface.Flags.Tests.Providers;

namespace Dataface.Flags.Postgres.Tests.Definitions;

[TestFixture]
internal sealed class PostgresFlagConfigProviderTests : FlagConfigProviderContract
{
    private TestDatabase _database = null!;

    [SetUp]
    public async Task CreateDatabase() => _database = await TestDatabase.CreateAsync();

    [TearDown]
    public async Task DropDatabase()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    protected override IFlagConfigProvider Open(string json)
    {
        Change(json);
        return new PostgresFlagConfigProvider(_database.Open());
    }

    protected override void Change(string json)
    {
        // What TryBreak has taken away comes back.
        _database.RunAsync("DO $$ BEGIN ALTER TABLE dataface_flags.taken RENAME TO head; EXCEPTION WHEN undefined_table OR "
            + "invalid_schema_name THEN NULL; END $$").Wait();
        new PostgresFlagDefinitionStore(_database.Shared).PublishAsync(Publication.Change(), Encoding.UTF8.GetBytes(json), default).AsTask()
            .Wait();
    }

    protected override bool TryBreak()
    {
        _database.RunAsync("ALTER TABLE dataface_flags.head RENAME TO taken").Wait();
        return true;
    }

    [Test]
    public void Load_NothingPublished_SaysWhatToDo() => Assert.That(
        async () => await new PostgresFlagConfigProvider(_database.Shared).LoadAsync(default),
        Throws.InvalidOperationException.With.Message.Contains("Publish one"));
}
