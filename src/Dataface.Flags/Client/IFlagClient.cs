using Dataface.Flags.Guard;
using Dataface.Flags.State;

namespace Dataface.Flags;

/// <summary>Flags that follow their sources. Thread-safe.</summary>
/// <remarks>
/// This is the core: more is added as extensions (<see cref="FlagClientExtensions"/>), or as members with a default implementation, so that
/// existing implementations stay complete.
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
    /// <value>Empty by default, for implementations that do not count.</value>
    IEnumerable<EvaluationCount> ReadCounts() => [];

    /// <summary>
    /// Calls a listener once for each change of what is in force, with the flags that it changed and why: documents, kills, restores,
    /// ramps, expiries. A change that alters no flag is not reported, such as a kill of a key that no document defines.
    /// </summary>
    /// <param name="changed">
    /// Called when the change is in force, on the thread that made it, such as that of a kill; calls may overlap, so ask the client for the
    /// current state. Must return quickly. An exception is logged.
    /// </param>
    /// <returns>Dispose it to stop listening.</returns>
    IDisposable OnChange(Action<FlagsChanged> changed);
}
