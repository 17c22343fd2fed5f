using Dataface.Flags.Guard;
using Dataface.Flags.State;

namespace Dataface.Flags;

/// <summary>Flags that follow their sources. Thread-safe.</summary>
/// <remarks>
/// This is the core: more comes as extensions (<see cref="FlagClientExtensions"/>), or as members with a default, so that an
/// implementation of today is one tomorrow.
/// </remarks>
public interface IFlagClient : IFlags
{
    /// <summary>The environment that flags are evaluated for.</summary>
    string Environment { get; }

    /// <summary>Switches flags off and back on.</summary>
    IKillSwitch KillSwitch { get; }

    /// <summary>Watches rollouts, and kills the flag of one that does harm.</summary>
    IFlagGuard Guard { get; }

    /// <summary>How the client is doing.</summary>
    FlagClientStatus Status { get; }

    /// <summary>How often each flag gave each variant for each reason since the client started.</summary>
    /// <value>Empty by default, for flags that nobody counts.</value>
    IEnumerable<EvaluationCount> ReadCounts() => [];

    /// <summary>
    /// Calls a listener once for each change of what is in force, with the flags that it changed and why: documents, kills, restores,
    /// ramps, expiries. A change that makes no flag another is not told, such as a kill of a key that no document defines.
    /// </summary>
    /// <param name="changed">
    /// Is called when the change is in force, on the thread that made it, such as a kill's; several calls may overlap, so ask the
    /// client how things stand now. Returns quickly. An exception is logged.
    /// </param>
    /// <returns>Dispose it to stop listening.</returns>
    IDisposable OnChange(Action<FlagsChanged> changed);
}
