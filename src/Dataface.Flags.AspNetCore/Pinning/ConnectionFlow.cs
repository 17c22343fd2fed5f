using Microsoft.AspNetCore.Http;

namespace Dataface.Flags.AspNetCore.Pinning;

/// <summary>
/// The hub invocation or circuit activity that the calling code runs in. As with the request of <see cref="IHttpContextAccessor"/>,
/// work that was started in it and outlives it no longer sees it.
/// </summary>
internal sealed class ConnectionFlow
{
    private readonly AsyncLocal<Holder?> _flow = new();
    private readonly AsyncLocal<Poll?> _poll = new();

    public ConnectionFlags? Current => _flow.Value?.Flags;

    /// <summary>
    /// What the calling code was started from, even if that is over: a circuit opens after the invocation that asks for it.
    /// </summary>
    public ConnectionFlags? Origin => _flow.Value?.Origin;

    /// <summary>Begins; dispose of the result at the end. Call it in the async method that runs what belongs to it.</summary>
    public Holder Enter(ConnectionFlags flags) => _flow.Value = new Holder(flags);

    /// <summary>
    /// The view of the connection over long polling that the calling code belongs to; null when there is none, or no more.
    /// </summary>
    public RequestFlags? OfPoll => _poll.Value?.Flags?.Value;

    /// <summary>A connection may start in this request and outlive it.</summary>
    public void Connect(Lazy<RequestFlags> flags) => _poll.Value = new Poll { Flags = flags };

    /// <summary>The connection is over; what it has started no longer belongs to it.</summary>
    public void Disconnect()
    {
        if (_poll.Value is { } poll) poll.Flags = null;
    }

    private sealed class Poll
    {
        public volatile Lazy<RequestFlags>? Flags;
    }

    internal sealed class Holder(ConnectionFlags flags) : IDisposable
    {
        private volatile ConnectionFlags? _flags = flags;

        public ConnectionFlags Origin { get; } = flags;

        public ConnectionFlags? Flags => _flags;

        public void Dispose() => _flags = null;
    }
}

/// <summary>The view of one hub invocation or circuit.</summary>
/// <param name="Http">The request that carries the connection; null when none does.</param>
/// <param name="Pin">What it is pinned to; another user has another.</param>
internal sealed record ConnectionFlags(HttpContext? Http, ConnectionPin Pin)
{
    public RequestFlags Flags => Pin.Flags;
}

/// <summary>A view that is replaced by another one when the user changes: that happens in the middle of what a circuit does.</summary>
internal sealed class ConnectionPin(RequestFlags flags)
{
    private volatile RequestFlags _flags = flags;

    public RequestFlags Flags
    {
        get => _flags;
        set => _flags = value;
    }
}
