using Npgsql;

namespace Dataface.Flags.Postgres.Tests;

/// <summary>A session that has done something in a transaction and then does nothing more, as a forgotten psql does.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    public const string Application = "forgotten-psql";

    private readonly NpgsqlConnection _connection;

    private HeldLock(NpgsqlConnection connection) => _connection = connection;

    public int Process => _connection.ProcessID;

    public static async Task<HeldLock> TakeAsync(TestDatabase database, string sql, string? user = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = Application };
        if (user is not null) (settings.Username, settings.Password) = (user, "secret");
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand("BEGIN; " + sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return new(connection);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
