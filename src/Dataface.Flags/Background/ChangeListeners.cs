namespace Dataface.Flags.Background;

/// <summary>Whoever wants to be told of changes. One that throws keeps nobody else from being told.</summary>
/// <param name="failed">Is told of listeners that throw.</param>
internal sealed class ChangeListeners(Action<Exception>? failed = null)
{
    private readonly Lock _gate = new();
    private volatile Action[] _listeners = [];

    public IDisposable Add(Action listener)
    {
        // A wrapper of its own, so that disposing one of two equal listeners removes one.
        var entry = new Action(() => listener());
        lock (_gate)
        {
            _listeners = [.. _listeners, entry];
        }

        return new Subscription(this, entry);
    }

    /// <summary>Calls every listener, one after another.</summary>
    public void Tell()
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                failed?.Invoke(error);
            }
        }
    }

    private void Remove(Action entry)
    {
        lock (_gate)
        {
            _listeners = Array.FindAll(_listeners, l => !ReferenceEquals(l, entry));
        }
    }

    private sealed class Subscription(ChangeListeners owner, Action entry) : IDisposable
    {
        public void Dispose() => owner.Remove(entry);
    }
}
