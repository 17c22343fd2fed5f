namespace Dataface.Flags.Background;

/// <summary>Whoever wants to be told of changes. One that throws keeps nobody else from being told. Thread-safe.</summary>
/// <param name="failed">Is told of listeners that throw.</param>
/// <typeparam name="T">What is told.</typeparam>
internal sealed class ChangeListeners<T>(Action<Exception>? failed = null)
{
    private readonly Lock _gate = new();
    private volatile Action<T>[] _listeners = [];

    public bool IsEmpty => _listeners.Length == 0;

    public IDisposable Add(Action<T> listener)
    {
        // A wrapper of its own, so that disposing one of two equal listeners removes one.
        var entry = new Action<T>(change => listener(change));
        lock (_gate)
        {
            _listeners = [.. _listeners, entry];
        }

        return new Subscription(this, entry);
    }

    /// <summary>Calls every listener, one after another.</summary>
    public void Tell(T change)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener(change);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                failed?.Invoke(error);
            }
        }
    }

    private void Remove(Action<T> entry)
    {
        lock (_gate)
        {
            _listeners = Array.FindAll(_listeners, l => !ReferenceEquals(l, entry));
        }
    }

    private sealed class Subscription(ChangeListeners<T> owner, Action<T> entry) : IDisposable
    {
        public void Dispose() => owner.Remove(entry);
    }
}

/// <summary>Whoever wants to be told that something changed, and looks for himself what.</summary>
internal sealed class ChangeListeners
{
    private readonly ChangeListeners<bool> _all = new();

    public IDisposable Add(Action listener) => _all.Add(_ => listener());

    /// <summary>Calls every listener, one after another.</summary>
    public void Tell() => _all.Tell(true);
}
