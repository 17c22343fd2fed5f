using Npgsql;

namespace Dataface.Flags.Postgres.Tests;

/// <summary>An empty database of a real server, removed at the end. A test that needs one is left out where there is no server.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly List<PostgresFlagDatabase> _opened = [];
    private readonly Lazy<PostgresFlagDatabase> _shared;

    private TestDatabase(string server, string name)
    {
        _server = server;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        _shared = new(() => Open());
    }

    /// <summary>The connection string of the server that tests/run.sh has started, for its superuser.</summary>
    public static string Server
    {
        get
        {
            var server = Environment.GetEnvironmentVariable("DATAFACE_FLAGS_POSTGRES");
            if (string.IsNullOrEmpty(server))
                Assert.Ignore("Needs PostgreSQL 15 or later: DATAFACE_FLAGS_POSTGRES names no server. bash tests/run.sh starts one when it "
                    + "is installed.");
            return server!;
        }
    }

    public string Name { get; }

    public string ConnectionString { get; }

    /// <summary>Always the same instance.</summary>
    public PostgresFlagDatabase Shared => _shared.Value;

    public static async Task<TestDatabase> CreateAsync(string? server = null)
    {
        var database = new TestDatabase(server ?? Server, $"flags_{Guid.NewGuid():N}");
        await database.RunOnServerAsync($"CREATE DATABASE {database.Name}");
        return database;
    }

    /// <summary>Opens it as an instance of a service would: with a pool and a listener of its own.</summary>
    public PostgresFlagDatabase Open(string? user = null, string options = "")
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { MaxPoolSize = 10, Options = options };
        if (user is not null) (settings.Username, settings.Password) = (user, "secret");
        var opened = new PostgresFlagDatabase(settings.ConnectionString);
        _opened.Add(opened);
        return opened;
    }

    /// <summary>Runs a statement in it, as its superuser or as another user.</summary>
    public Task<object?> RunAsync(string sql, string? user = null) => RunAsync(ConnectionString, sql, user);

    /// <summary>Cuts every connection to it.</summary>
    public Task CutAsync() => RunOnServerAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{Name}'");

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened) await opened.DisposeAsync();
        await RunOnServerAsync($"DROP DATABASE {Name} WITH (FORCE)");
    }

    private Task<object?> RunOnServerAsync(string sql) => RunAsync(_server, sql, null);

    private static async Task<object?> RunAsync(string connectionString, string sql, string? user)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        if (user is not null) (settings.Username, settings.Password) = (user, "secret");
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
