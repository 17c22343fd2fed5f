using Dataface.Flags.Testing.Forcing;

namespace Dataface.Flags.Testing;

/// <summary>
/// Forces flags for code that has no <see cref="TestFlags"/> at hand, such as the attribute of a test. Thread-safe.
/// </summary>
public static class AmbientFlags
{
    private static readonly AsyncLocal<ForcedFlag?> Flow = new();

    /// <summary>
    /// Forces a boolean flag for the calling code and for what it calls, awaits or starts: in every <see cref="TestFlags"/> that this code
    /// uses or makes. One that is made meanwhile gives the value to all threads. What is forced on a <see cref="TestFlags"/> itself wins.
    /// Ignored where documents are loaded that define no such boolean flag.
    /// </summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="value">Whether it is on.</param>
    /// <returns>Dispose it to end the force for everyone who sees it.</returns>
    /// <exception cref="ArgumentException">The key is null or empty.</exception>
    public static IDisposable Force(string key, bool value)
    {
        var forced = new ForcedFlag(key, ForcedValue.Of(value), Current);
        Flow.Value = forced;
        return new Forcing.Force(forced, ForcingLog.Of(null), () => Flow.Value = Current);
    }

    /// <summary>What is forced here, the latest first.</summary>
    internal static ForcedFlag? Current => ForcedFlag.Live(Flow.Value);
}
