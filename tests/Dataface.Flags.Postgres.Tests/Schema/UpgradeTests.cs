using Dataface.Flags.Postgres.Schema;
using Dataface.Flags.Postgres.Tests.Definitions;
using Dataface.Flags.Postgres.Tests.State;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Postgres.Tests.Schema;

/// <summary>A database of the version that let roles insert records, with what a role has put there.</summary>
[TestFixture]
internal sealed class UpgradeTests : DatabaseFixture
{
    private TrailHead _head = new(0, AuditCodec.Genesis);

    [Test, Rule("one bad row freezes nothing")]
    public async Task Migrate_TrailWithForgedRows_KeepsSoundOnesAndSetsTheRestApart()
    {
        await CreateOldSchemaAsync();
        await AddAsync(Kill("a"));
        await AddAsync(Kill("b") with { Reason = "käse \U0001F600" }, isOlder: true);
        await AddAsync(Publication.Change() with { Document = PublishedDocument.HashOf("{}"u8) });

        // Ends the kill of "a" without being a record: it does not even say what it follows.
        await AddRawAsync(Sealed(
            """{"sequence":4,"id":"00000000-0000-0000-0000-000000000004","environment":"production","action":"restore","flag":"a"}"""));
        await AddAsync(Kill("c"));
        await AddRawAsync(Sealed(
            """{"sequence":6,"id":"00000000-0000-0000-0000-000000000006","environment":"production","action":"kill","flag":"x"}"""));
        Assert.That(await Database.RunAsync("SELECT count(*) FROM dataface_flags.audit"), Is.EqualTo(6),
            "the older version has taken them all");

        var (store, definitions) = (new PostgresFlagStateStore(Database.Shared), new PostgresFlagDefinitionStore(Database.Shared));
        var state = await store.LoadAsync("production", default);
        Assert.That(state.Kills.Keys, Is.EquivalentTo(["a", "b", "c", "x"]));
        Assert.That(state.Kills["b"].Reason, Is.EqualTo("käse \U0001F600"));
        Assert.That(state.Problems, Has.Count.EqualTo(2).And.Some.StartsWith("Row 4 ").And.Some.StartsWith("Row 6 "));
        Assert.That((await definitions.LoadAsync(default))!.Revision.Number, Is.EqualTo(1));

        await store.ApplyAsync(Kill("d"), default);
        await store.ApplyAsync(Kill("b"), default);
        await store.ApplyAsync(Publication.Change(StateAction.Recover), default);
        var verification = await AuditVerifier.VerifyAsync(store.ReadAuditAsync(default));
        Assert.That((verification.Fault, verification.Apart.Count, verification.Records), Is.EqualTo((AuditFault.None, 2, 7L)));
        Assert.That((await store.LoadAsync("production", default)).Problems, Is.Empty, "it goes on behind them");
    }

    private static StateChange Kill(string flag) => Publication.Change(StateAction.Kill) with { Environment = "production", Flag = flag };

    private async Task CreateOldSchemaAsync()
    {
        await Database.RunAsync(
            "CREATE SCHEMA dataface_flags; CREATE TABLE dataface_flags.migrations (version integer PRIMARY KEY, name text NOT NULL, "
            + "applied_at timestamptz NOT NULL DEFAULT now())");
        foreach (var (number, name) in SchemaScripts.Flags.All.Where(script => script.Number <= 4))
        {
            using var script = new StreamReader(SchemaScripts.Flags.Open(name));
            await Database.RunAsync(await script.ReadToEndAsync());
            await Database.RunAsync($"INSERT INTO dataface_flags.migrations VALUES ({number}, '{name}')");
        }

        await Database.RunAsync("INSERT INTO dataface_flags.documents VALUES (encode(sha256('{}'), 'hex'), '{}')");
    }

    /// <summary>As the older version did.</summary>
    private async Task AddAsync(StateChange change, bool isOlder = false)
    {
        var record = _head.Next(change, FlagState.Empty, "postgres") with { HasOlderEscapes = isOlder };
        record = AuditCodec.Seal(record);
        await AddRawAsync(System.Text.Encoding.UTF8.GetString(AuditCodec.Write(record)));
    }

    private async Task AddRawAsync(string line)
    {
        await Database.RunAsync(ForeignRow.InsertAsRole(line));
        _head = _head with
        {
            Sequence = _head.Sequence + 1,
            Hash = (string)(await Database.RunAsync("SELECT hash FROM dataface_flags.head"))!
        };
    }

    private static string Sealed(string text)
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
        return text[..^1] + ",\"hash\":\"" + hash + "\"}";
    }
}
