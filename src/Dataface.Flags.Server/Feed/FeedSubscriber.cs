using System.Threading.Channels;

namespace Dataface.Flags.Server.Feed;

/// <summary>
/// One stream's bell, at one feed at a time. It keeps no queue of what to send: whoever reads slowly gets the newest when he is
/// ready for it.
/// </summary>
internal sealed class FeedSubscriber : IDisposable
{
    /// <summary>Into how many parts streams are divided, of which one beats at a time.</summary>
    public const int Slots = 10;

    private static int _count;

    private readonly Channel<bool> _bell =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private EnvironmentFeed? _feed;
    private int _isBeatDue;

    /// <summary>Spreads heartbeats: streams of different slots beat at different moments.</summary>
    public int Slot { get; } = (Interlocked.Increment(ref _count) & int.MaxValue) % Slots;

    /// <summary>Listens to a feed, and no longer to the one before.</summary>
    public void ListenTo(EnvironmentFeed feed)
    {
        if (ReferenceEquals(_feed, feed)) return;
        feed.Add(this);
        _feed?.Remove(this);
        _feed = feed;
    }

    /// <summary>There is something new, or the stream is to end.</summary>
    public void Wake() => _bell.Writer.TryWrite(true);

    /// <summary>It is time for a sign of life.</summary>
    public void Beat()
    {
        Volatile.Write(ref _isBeatDue, 1);
        Wake();
    }

    /// <summary>Whether a sign of life is due; once.</summary>
    public bool TakeBeat() => Interlocked.Exchange(ref _isBeatDue, 0) == 1;

    public ValueTask<bool> WaitAsync() => _bell.Reader.ReadAsync();

    public void Dispose() => _feed?.Remove(this);
}
