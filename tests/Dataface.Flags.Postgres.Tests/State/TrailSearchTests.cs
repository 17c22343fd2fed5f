using System.Text.Json;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.State;
using Npgsql;

namespace Dataface.Flags.Postgres.Tests.State;

[TestFixture]
internal sealed class TrailSearchTests : TrailSearchContract
{
    private const int Records = 3_000;

    /// <summary>A page of five, and the way down to it through an index or two.</summary>
    private const long MostBlocks = 40;

    private TestDatabase _database = null!;

    [SetUp]
    public async Task CreateDatabase() => _database = await TestDatabase.CreateAsync();

    [TearDown]
    public async Task DropDatabase()
    {
        if (_database is not null) await _database.DisposeAsync();
    }

    protected override IFlagStateStore Open() => new PostgresFlagStateStore(_database.Open());

    [Test, Rule("a page of history is a seek")]
    public async Task Sql_AnyPageOfALongTrail_ReadsAFewBlocks()
    {
        await Open().LoadAsync("production", default); // Makes the schema.
        await _database.RunAsync(
            $$"""
            SELECT count(dataface_flags.change_state(
                gen_random_uuid(), 'kill', 'production', 'f' || i % 300, NULL, 0, 1, 0, 'ops', 'test', repeat('reason ', 20),
                'now', NULL, 'postgres'))
            FROM generate_series(1, {{Records}}) i
            """);
        await _database.RunAsync("ANALYZE dataface_flags.audit");
        await using var connection = await _database.Open().OpenAsync(default);
        foreach (var query in Queries.Append(new(5, Flag: "f7")).Append(new(5, 1_500, "f7", "production", "kill")))
        {
            Assert.That(await BlocksAsync(connection, query), Is.LessThan(MostBlocks), $"{query}");
        }
    }

    private static async Task<long> BlocksAsync(NpgsqlConnection connection, TrailQuery query)
    {
        await using var command = new NpgsqlCommand($"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {TrailSearch.Sql(query)}", connection)
        {
            Parameters = { new() { Value = query.Before ?? long.MaxValue }, new() { Value = query.Size } },
        };
        foreach (var (_, value) in query.Members) command.Parameters.Add(new() { Value = value });
        var plan = JsonElement.Parse((string)(await command.ExecuteScalarAsync())!)[0].GetProperty("Plan");
        return plan.GetProperty("Shared Hit Blocks").GetInt64() + plan.GetProperty("Shared Read Blocks").GetInt64();
    }
}
