namespace Dataface.Flags.Server.Folders;

/// <summary>Keeps what was read for a while, so that many who look cost one reading. Thread-safe.</summary>
/// <param name="age">For how long.</param>
/// <param name="time">The clock.</param>
internal sealed class Fresh<T>(TimeSpan age, TimeProvider time)
    where T : class
{
    private readonly Lock _gate = new();
    private T? _value;
    private long _at;

    /// <summary>
    /// What was read not long ago, or what a reading gives now. A reading that throws is tried again by the next who asks.
    /// </summary>
    public T Get(Func<T> read)
    {
        lock (_gate)
        {
            if (_value is { } known && time.GetElapsedTime(_at) < age) return known;
            (_value, _at) = (read(), time.GetTimestamp());
            return _value;
        }
    }
}
