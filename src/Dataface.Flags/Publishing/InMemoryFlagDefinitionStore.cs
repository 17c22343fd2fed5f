using System.Collections.Concurrent;
using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>Keeps published documents for the life of the process, for tests. Thread-safe.</summary>
public sealed class InMemoryFlagDefinitionStore : IFlagDefinitionStore
{
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _documents = new(StringComparer.Ordinal);
    private readonly TrailDefinitions _definitions;

    /// <summary>Keeps documents in memory and records in a state store which one is in force.</summary>
    /// <param name="state">The state store. Only this definition store may publish in it.</param>
    /// <param name="name">The store's name.</param>
    public InMemoryFlagDefinitionStore(InMemoryFlagStateStore state, string name = "definitions")
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _definitions = new(state, (hash, _) => new(_documents[hash]), (hash, utf8Json) => _documents[hash] = utf8Json.ToArray());
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<PublishedDocument?> LoadAsync(CancellationToken cancellationToken) => _definitions.LoadAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PublishedDocument?> FindAsync(int number, CancellationToken cancellationToken) =>
        _definitions.FindAsync(number, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PublicationResult> PublishAsync(
        StateChange change, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken) =>
        _definitions.PublishAsync(change, utf8Json, cancellationToken);

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => _definitions.OnChange(changed);
}
