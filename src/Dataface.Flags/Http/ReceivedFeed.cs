using Dataface.Flags.State;

namespace Dataface.Flags.Http;

/// <summary>How a message stands to what was received before.</summary>
internal enum FeedNews
{
    /// <summary>It says something new.</summary>
    Newer,

    /// <summary>It says what is known.</summary>
    Same,

    /// <summary>It is older, as from a replica that is behind or a server that lost data, and changes nothing.</summary>
    Behind,

    /// <summary>The server goes on from a backup: what it says now counts.</summary>
    OtherLineage,

    /// <summary>It is about state that belongs to definitions which are not here.</summary>
    Gap,
}

/// <summary>
/// What was received from the server, which never goes back within a lineage, and this process's own changes that the server has recorded
/// but not yet announced here. Thread-safe.
/// </summary>
internal sealed class ReceivedFeed(string source)
{
    private readonly Lock _gate = new();
    private readonly ChangesAhead _ahead = new(source);
    private volatile Feed? _announced;
    private volatile Feed? _current;

    /// <summary>The last announcement, or null.</summary>
    public FeedCursor? Cursor => _announced?.Cursor;

    /// <summary>The last announcement with the own changes behind it; null before the first.</summary>
    public Feed? Current => _current;

    public FeedNews Take(Feed feed)
    {
        lock (_gate)
        {
            var (before, news) = (_announced, NewsOf(feed));
            if (news is FeedNews.Newer && before is not null) feed = Merge(before, feed);
            if (news is not (FeedNews.Newer or FeedNews.OtherLineage)) return news;
            _announced = feed;
            _current = WithOwnChanges(feed);
            return news;
        }
    }

    /// <summary>Takes in a change that the server has recorded, so that what is read next does not go back behind it.</summary>
    public void Take(StateChange change, RecordedChange recorded)
    {
        lock (_gate)
        {
            _ahead.Add(change, recorded.Sequence, recorded.Lineage ?? _announced?.Cursor.Lineage ?? "");
            if (_announced is { } announced) _current = WithOwnChanges(announced);
        }
    }

    private FeedNews NewsOf(Feed feed)
    {
        var (known, next) = (_announced?.Cursor, feed.Cursor);
        if (feed.IsStateOnly && (known?.Lineage != next.Lineage || known.Document < next.Document)) return FeedNews.Gap;
        if (known is null) return FeedNews.Newer;
        if (known.Lineage != next.Lineage) return FeedNews.OtherLineage;
        if (known == next) return FeedNews.Same;
        return known.Document >= next.Document && known.Sequence >= next.Sequence ? FeedNews.Behind : FeedNews.Newer;
    }

    private static Feed Merge(Feed before, Feed next)
    {
        var state = next.Cursor.Sequence >= before.Cursor.Sequence ? next.State : before.State;
        var (number, definitions) = !next.IsStateOnly && next.Cursor.Document > before.Cursor.Document
            ? (next.Cursor.Document, next.Definitions)
            : (before.Cursor.Document, before.Definitions);
        return new(new(next.Cursor.Lineage, number, Math.Max(next.Cursor.Sequence, before.Cursor.Sequence)), definitions, state);
    }

    private Feed WithOwnChanges(Feed feed) => feed with { State = _ahead.Over(feed.State) };
}
