using Dataface.Flags.Background;
using Dataface.Flags.State;

namespace Dataface.Flags.Postgres.Listening;

/// <summary>Tells whoever wants to know of changes in the database. It holds a connection as long as anybody does. Thread-safe.</summary>
/// <param name="database">What it listens to.</param>
internal sealed class PostgresListener(IListenedDatabase database) : IAsyncDisposable
{
    private readonly Dictionary<string, ChangeListeners> _listeners = new(StringComparer.Ordinal)
    {
        [Topic.Definitions] = new(),
        [Topic.Settings] = new(),
        [Topic.Instances] = new(),
        [Topic.Webhooks] = new(),
    };

    private readonly ChangeListeners<StateNews> _states = new();
    private readonly Lock _gate = new();
    private ListeningSession? _session;
    private Task _ended = Task.CompletedTask;
    private int _count;

    /// <summary>
    /// Calls <paramref name="changed"/> after each change, after each reconnection, and perhaps more often, until the result is disposed.
    /// </summary>
    public IDisposable OnChange(string topic, Action changed) => Listen(_listeners[topic].Add(changed));

    /// <summary>The same for state, with what the database says of the change.</summary>
    public IDisposable OnState(Action<StateNews> changed) => Listen(_states.Add(changed));

    public async ValueTask DisposeAsync()
    {
        Task ended;
        lock (_gate)
        {
            End();
            ended = _ended;
        }

        await ended.ConfigureAwait(false);
    }

    private Subscription Listen(IDisposable entry)
    {
        lock (_gate)
        {
            _count++;
            _session ??= new ListeningSession(database, Tell, TellAll);
        }

        return new(this, entry);
    }

    private void Remove()
    {
        lock (_gate)
        {
            _count--;
            if (_count == 0) End();
        }
    }

    private void End()
    {
        if (_session is not { } session) return;
        _session = null;
        _ended = Task.WhenAll(_ended, session.DisposeAsync().AsTask());
    }

    private void Tell(string payload)
    {
        // A later version may have topics that this one does not know.
        if (_listeners.TryGetValue(payload, out var listeners)) listeners.Tell();
        else if (StatePayload.TryRead(payload, out var news)) _states.Tell(news);
    }

    private void TellAll()
    {
        foreach (var listeners in _listeners.Values) listeners.Tell();
        _states.Tell(StateNews.Unknown);
    }

    private sealed class Subscription(PostgresListener owner, IDisposable entry) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
            entry.Dispose();
            owner.Remove();
        }
    }
}
