namespace Dataface.Flags.State;

/// <summary>Whoever wants to be told of changes of state. One that throws keeps nobody else from being told. Thread-safe.</summary>
internal sealed class StateListeners
{
    private readonly Lock _gate = new();
    private volatile Entry[] _entries = [];

    public IDisposable Add(Action<StateNews> listener)
    {
        var entry = new Entry(this, listener);
        lock (_gate) _entries = [.. _entries, entry];
        return entry;
    }

    /// <summary>Calls every listener, one after another.</summary>
    public void Tell(StateNews news)
    {
        foreach (var entry in _entries)
        {
            try
            {
                entry.Listener(news);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // Who listens promises not to throw; who breaks that harms nobody else.
            }
        }
    }

    private sealed class Entry(StateListeners owner, Action<StateNews> listener) : IDisposable
    {
        public Action<StateNews> Listener => listener;

        public void Dispose()
        {
            lock (owner._gate) owner._entries = Array.FindAll(owner._entries, e => !ReferenceEquals(e, this));
        }
    }
}
