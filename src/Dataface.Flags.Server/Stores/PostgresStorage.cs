using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Postgres;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Guard;
using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Npgsql;

namespace Dataface.Flags.Server.Stores;

/// <summary>Everything in PostgreSQL, shared by any number of servers.</summary>
internal sealed class PostgresStorage : ServerStorage
{
    private readonly PostgresFlagDatabase _database;
    private readonly PostgresFlagStateStore _state;
    private readonly PostgresFlagDefinitionStore _definitions;
    private readonly string _where;

    /// <param name="connectionString">As Npgsql takes it.</param>
    /// <param name="password">The password of this moment, or null when the connection string has none.</param>
    /// <param name="time">The clock.</param>
    public PostgresStorage(string connectionString, Func<string>? password, TimeProvider time)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        _where = $"{settings.Host}:{settings.Port}/{settings.Database}";
        _database = new PostgresFlagDatabase(connectionString, password);
        State = _state = new PostgresFlagStateStore(_database);
        Definitions = _definitions = new PostgresFlagDefinitionStore(_database);
        Evidence = new PostgresGuardEvidenceStore(_database);
        var experiments = new PostgresExperimentRegistry(_database, time);
        Experiments = experiments;
        Events = new PostgresEventStore(experiments, time);
        Settings = new PostgresSettingStore(_database);
        Sessions = new PostgresSessionStore(_database);
        Instances = new PostgresInstanceStore(_database);
        Usage = new PostgresUsageStore(_database);
        Webhooks = new PostgresWebhookStore(_database);
    }

    public override string Description => $"PostgreSQL {_where}";

    public override IFlagStateStore State { get; }

    public override IIndexedTrail Trail => _state;

    public override IFlagDefinitionStore Definitions { get; }

    public override IGuardEvidenceStore Evidence { get; }

    public override ISettingStore Settings { get; }

    public override ISessionStore Sessions { get; }

    public override IInstanceStore Instances { get; }

    public override IUsageStore Usage { get; }
    public override IWebhookStore Webhooks { get; }

    public override IExperimentStore Experiments { get; }

    public override IEventStore Events { get; }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _database.MigrateAsync(PostgresExperimentRegistry.Scripts, cancellationToken);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            throw new IOException(
                $"{Description} cannot be used: {error.Message} Fix that, or the connection string (Postgres in the environment, on the "
                + $"command line or "
                + "in the secrets file), and start again.",
                error);
        }
    }

    public override async Task CheckAsync(CancellationToken cancellationToken)
    {
        await WriteProbe.RunAsync(_database, cancellationToken);
        await Definitions.LoadAsync(cancellationToken);
    }

    public override Task<IReadOnlyCollection<string>> ListEnvironmentsAsync(CancellationToken cancellationToken) =>
        _state.ListEnvironmentsAsync(cancellationToken);

    public override Task<IReadOnlyCollection<string>> ListDocumentsAsync(CancellationToken cancellationToken) =>
        _definitions.ListAsync(cancellationToken);

    public override Task<ReadOnlyMemory<byte>> ReadDocumentAsync(string hash, CancellationToken cancellationToken) =>
        _definitions.ReadContentAsync(hash, cancellationToken);

    public override ValueTask DisposeAsync() => _database.DisposeAsync();
}
