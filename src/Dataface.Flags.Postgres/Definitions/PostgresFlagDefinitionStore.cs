using Dataface.Flags.Postgres.Listening;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Npgsql;

namespace Dataface.Flags.Postgres;

/// <summary>
/// Keeps reviewed documents in PostgreSQL, and records which one is in force. A document and the record that puts it in force are written
/// in one transaction. Thread-safe.
/// </summary>
/// <param name="database">The database. You own it; dispose it after this store.</param>
/// <param name="name">The store's name.</param>
public sealed class PostgresFlagDefinitionStore(PostgresFlagDatabase database, string name = "postgres") : IFlagDefinitionStore
{
    private static readonly TimeSpan DocumentPatience = TimeSpan.FromSeconds(25);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async ValueTask<PublishedDocument?> LoadAsync(CancellationToken cancellationToken)
    {
        // Whether anybody answers shows at once. A large document may then take its time.
        await database.FollowAsync(ListeningSession.HeadAsync, cancellationToken).ConfigureAwait(false);
        return await database.FollowAsync(
            connection => ReadAsync(
                new("SELECT number, d.hash, content FROM dataface_flags.head JOIN dataface_flags.documents d ON d.hash = document",
                    connection),
                default),
            cancellationToken,
            DocumentPatience).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<PublishedDocument?> FindAsync(int number, CancellationToken cancellationToken) =>
        await database.RunAsync(connection => FindAsync(connection, number, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">It could not be published, or it is unknown whether it was: deliver it again.</exception>
    public async ValueTask<PublicationResult> PublishAsync(
        StateChange change, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var isPublication = change.Action is StateAction.Publish or StateAction.Rollback;
        if (!isPublication) throw new ArgumentException("A document is published or rolled back to.", nameof(change));
        var bytes = utf8Json.ToArray();
        return await database.RunAsync(
            async connection =>
            {
                var record = await Trail.AppendAsync(connection, change, bytes, name, cancellationToken).ConfigureAwait(false);
                var published = await FindAsync(connection, record.DocumentAfter!.Number, cancellationToken).ConfigureAwait(false);
                return new PublicationResult { Document = published!, Reach = StateReach.Fleet };
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => database.Listener.OnChange(Topic.Definitions, changed);

    /// <summary>The hashes of all documents.</summary>
    internal async Task<IReadOnlyCollection<string>> ListAsync(CancellationToken cancellationToken) =>
        await database.ListAsync("SELECT hash FROM dataface_flags.documents", cancellationToken).ConfigureAwait(false);

    /// <summary>The document of a hash.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    internal async Task<ReadOnlyMemory<byte>> ReadContentAsync(string hash, CancellationToken cancellationToken)
    {
        var found = await database.RunAsync(
            connection => ReadAsync(
                new("SELECT 0, hash, content FROM dataface_flags.documents WHERE hash = $1",
                    connection)
                { Parameters = { new() { Value = hash } } },
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return found?.Utf8Json ?? throw new FileNotFoundException($"dataface_flags.documents has no document with the hash {hash}.");
    }

    private static Task<PublishedDocument?> FindAsync(NpgsqlConnection connection, int number, CancellationToken cancellationToken) =>
        ReadAsync(
        new("SELECT number, hash, content FROM dataface_flags.publications JOIN dataface_flags.documents USING (hash) WHERE number = $1",
            connection)
        {
            Parameters = { new() { Value = number } },
        },
        cancellationToken);

    private static async Task<PublishedDocument?> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return null;
                var (revision, bytes) = (new DocumentRevision(reader.GetInt32(0), reader.GetString(1)), reader.GetFieldValue<byte[]>(2));
                return PublishedDocument.HashOf(bytes) == revision.Hash
                    ? new() { Revision = revision, Utf8Json = bytes }
                    : throw new InvalidDataException(
                        $"The document {revision.Number} in dataface_flags.documents does not have the hash {revision.Hash}: "
                        + "it was changed since it was published. "
                        + "Put it back from a backup, or publish another document.");
            }
        }
    }
}
