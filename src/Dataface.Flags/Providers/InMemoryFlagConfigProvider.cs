using System.Text;
using Dataface.Flags.Background;

namespace Dataface.Flags.Providers;

/// <summary>
/// Holds a flag document in memory: for tests, and for documents that the application obtains in its own way. Thread-safe.
/// </summary>
public sealed class InMemoryFlagConfigProvider : IFlagConfigProvider
{
    private readonly ChangeListeners _listeners = new();
    private volatile FlagConfigContent _content;

    /// <summary>Holds a document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="name">The provider's name.</param>
    public InMemoryFlagConfigProvider(string json, string name = "memory")
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _content = ContentOf(json);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Replaces the document. It comes into force soon after, if it is accepted.</summary>
    /// <param name="json">The document.</param>
    public void Update(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        _content = ContentOf(json);
        _listeners.Tell();
    }

    /// <inheritdoc/>
    public ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken) => new(_content);

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    private static FlagConfigContent ContentOf(string json) => FlagConfigContent.FromJson(Encoding.UTF8.GetBytes(json));
}
