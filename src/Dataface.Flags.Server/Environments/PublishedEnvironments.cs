using System.Text.Json;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Environments;

/// <summary>
/// The environments that published documents name, those of earlier ones included: each document is looked at once. Not
/// thread-safe.
/// </summary>
internal sealed class PublishedEnvironments(ServerStorage storage, ILogger logger)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int? _readUpTo;

    /// <summary>All names so far.</summary>
    public IReadOnlySet<string> Names => _names;

    /// <summary>Looks at the document in force, which is the one that matters most.</summary>
    /// <returns>Its number, 0 when there is none; null when it cannot be read.</returns>
    public async Task<int?> ReadCurrentAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await storage.Definitions.LoadAsync(cancellationToken) is not { } document) return 0;
            Add(document.Revision.Hash, document.Utf8Json.Span);
            return document.Revision.Number;
        }
        catch (Exception error) when (IsDamage(error))
        {
            // The journal and keys still say which environments there are, and flags can be killed.
            EnvironmentLog.DocumentUnreadable(logger, error.Message);
            return null;
        }
    }

    /// <summary>Looks at all documents that it has not seen yet, if another one is in force than the last time.</summary>
    public async Task ReadNewAsync(CancellationToken cancellationToken)
    {
        var number = await ReadCurrentAsync(cancellationToken);
        if (number is not null && number == _readUpTo) return;
        await ReadAllAsync(cancellationToken);
        _readUpTo = number;
    }

    /// <summary>Looks at all documents that it has not seen yet, wherever they come from.</summary>
    public async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        foreach (var hash in await storage.ListDocumentsAsync(cancellationToken))
        {
            if (_seen.Contains(hash)) continue;
            try
            {
                Add(hash, (await storage.ReadDocumentAsync(hash, cancellationToken)).Span);
            }
            catch (Exception error) when (IsDamage(error))
            {
                // It will not mend itself; whoever puts it back publishes, or starts the server again.
                _seen.Add(hash);
                EnvironmentLog.DocumentUnreadable(logger, error.Message);
            }
        }
    }

    private void Add(string hash, ReadOnlySpan<byte> utf8Json)
    {
        if (!_seen.Add(hash)) return;
        _names.UnionWith(DocumentEnvironments.Of(utf8Json));
    }

    private static bool IsDamage(Exception error) => error is InvalidDataException or FileNotFoundException or JsonException;
}
