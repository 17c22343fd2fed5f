using Dataface.Flags.Providers;
using Dataface.Flags.Publishing;
using Npgsql;

namespace Dataface.Flags.Postgres;

/// <summary>Reads the document in force in a PostgreSQL database, and is notified when it changes. Thread-safe.</summary>
/// <param name="database">The database. You own it; dispose it after this provider.</param>
/// <param name="name">The provider's name.</param>
public sealed class PostgresFlagConfigProvider(PostgresFlagDatabase database, string name = "postgres") : IFlagConfigProvider
{
    private readonly PostgresFlagDefinitionStore _store = new(database, name);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Nothing has been published yet.</exception>
    /// <exception cref="NpgsqlException">The database cannot be read.</exception>
    public async ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken)
    {
        var document = await _store.LoadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException(
                $"No document has been published to {name} yet. Publish one through the server, or with PostgresFlagDefinitionStore.");
        return FlagConfigContent.FromJson(document.Utf8Json);
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => _store.OnChange(changed);
}
