namespace Dataface.Flags.Testing.Forcing;

/// <summary>
/// A forced flag, on top of those that were forced before. It ends for all who see it at once, in whatever order forces end.
/// </summary>
internal sealed class ForcedFlag
{
    private static long _version;
    private int _isEnded;
    private volatile bool _isSeen;

    public ForcedFlag(string key, ForcedValue value, ForcedFlag? previous)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        (Key, Value, Previous) = (key, value, previous);
        Interlocked.Increment(ref _version);
    }

    /// <summary>Another number after every change of what is forced anywhere.</summary>
    public static long Version => Interlocked.Read(ref _version);

    public string Key { get; }

    public ForcedValue Value { get; }

    public ForcedFlag? Previous { get; }

    /// <summary>Whether something has evaluated it.</summary>
    public bool IsSeen => _isSeen;

    private bool IsEnded => Volatile.Read(ref _isEnded) != 0;

    /// <summary>The latest that has not ended.</summary>
    public static ForcedFlag? Live(ForcedFlag? forced)
    {
        while (forced is { IsEnded: true }) forced = forced.Previous;
        return forced;
    }

    /// <summary>This one and those before it that have not ended, the latest first.</summary>
    public static IEnumerable<ForcedFlag> All(ForcedFlag? latest)
    {
        for (var forced = Live(latest); forced is not null; forced = Live(forced.Previous)) yield return forced;
    }

    public void See() => _isSeen = true;

    /// <summary>Ends it; false when it had ended already.</summary>
    public bool End()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return false;
        Interlocked.Increment(ref _version);
        return true;
    }
}
