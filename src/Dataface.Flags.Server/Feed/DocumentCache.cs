using Dataface.Flags.Publishing;

namespace Dataface.Flags.Server.Feed;

/// <summary>The document in force on one line, made once for all environments. Thread-safe.</summary>
internal sealed class DocumentCache
{
    private volatile Entry? _last;

    public ReadOnlyMemory<byte> Minified(PublishedDocument? document)
    {
        if (document is null) return default;
        if (_last is { } last && last.Hash == document.Revision.Hash) return last.Minified;
        var minified = FeedWriter.Minify(document.Utf8Json);
        _last = new(document.Revision.Hash, minified);
        return minified;
    }

    private sealed record Entry(string Hash, ReadOnlyMemory<byte> Minified);
}
