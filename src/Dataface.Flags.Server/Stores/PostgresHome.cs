using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Stores;

/// <summary>A database of PostgreSQL, which has its own tools for backups.</summary>
/// <param name="connectionString">As Npgsql takes it.</param>
/// <param name="configuration">Where its password may change.</param>
internal sealed class PostgresHome(string connectionString, IConfiguration configuration) : IStorageHome
{
    public string Name => "PostgreSQL";

    public string OwnTools =>
        "Backups of PostgreSQL are made with pg_dump, and restored with pg_restore and then 'recover'; "
        + "docs/operations.md has the commands.";

    public ServerStorage Open(TimeProvider time, bool isRecovering = false)
    {
        var password = new PostgresPassword(connectionString, configuration);
        try
        {
            return new PostgresStorage(connectionString, password.IsGiven ? password.Current : null, time);
        }
        catch (ArgumentException error)
        {
            // It is not repeated: it may hold a password.
            throw new InvalidDataException(
                $"Postgres is not a connection string: {error.Message} Write one such as \"Host=db;Database=flags;Username=flags\".",
                error);
        }
    }

    public void ThrowIfOwn(string target)
    {
        // Its files are the database's.
    }

    public void Backup(string target) => throw new InvalidDataException(OwnTools);

    public Task<AuditVerification> RestoreAsync(string source, StateChange recover, CancellationToken cancellationToken) =>
        throw new InvalidDataException(OwnTools);

    public async Task ExportAsync(Stream target, CancellationToken cancellationToken)
    {
        await using var storage = Open(TimeProvider.System);
        await storage.StartAsync(cancellationToken);
        await foreach (var record in storage.State.ReadAuditAsync(cancellationToken))
        {
            await target.WriteAsync(record.ToUtf8Line(), cancellationToken);
            target.WriteByte((byte)'\n');
        }
    }

    public async Task<AuditVerification> CheckAsync(Action<string> sound, CancellationToken cancellationToken)
    {
        await using var storage = Open(TimeProvider.System);
        await storage.StartAsync(cancellationToken);
        await storage.Definitions.LoadAsync(cancellationToken);
        return await AuditVerifier.VerifyAsync(storage.State.ReadAuditAsync(cancellationToken), cancellationToken: cancellationToken);
    }
}
