using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Dataface.Flags.Http;
using Dataface.Flags.Server.Feed;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>
/// What pieces of a compressed stream say. The server shares its buffers, so a thousand streams carry the same bytes: whoever has them
/// first unpacks them for all, and reading costs the measurement little. Thread-safe.
/// </summary>
internal sealed class EventCatalogue
{
    private const int HeadLength = 256;
    private readonly ConcurrentDictionary<ulong, FeedCursor?> _known = new();

    /// <summary>How many different pieces there were.</summary>
    public int Count => _known.Count;

    /// <summary>Where the feed stands after this piece; null for a greeting or a heartbeat.</summary>
    public FeedCursor? Find(ReadOnlySpan<byte> piece)
    {
        if (piece.SequenceEqual(FeedBuffer.GzipHeader.Span)) return null;
        var hash = XxHash3.HashToUInt64(piece);
        if (_known.TryGetValue(hash, out var known)) return known;
        var cursor = Read(piece.ToArray());
        _known[hash] = cursor;
        return cursor;
    }

    private static FeedCursor? Read(byte[] piece)
    {
        using var unpacked = new DeflateStream(new MemoryStream(piece), CompressionMode.Decompress);
        var head = new byte[HeadLength];
        var length = unpacked.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
        var id = Encoding.UTF8.GetString(head, 0, length).Split('\n')
            .FirstOrDefault(line => line.StartsWith("id: ", StringComparison.Ordinal));
        return FeedCursor.TryParse(id?[4..], out var cursor) ? cursor : null;
    }
}
