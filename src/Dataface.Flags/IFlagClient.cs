using Dataface.Flags.Guard;
using Dataface.Flags.State;

namespace Dataface.Flags;

/// <summary>Flags that follow their sources. Thread-safe.</summary>
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
    IEnumerable<EvaluationCount> ReadCounts();

    /// <summary>Calls a listener after each change of what is in force: definitions, kills, restores, expiries.</summary>
    /// <param name="changed">Returns quickly. An exception is logged.</param>
    /// <returns>Dispose it to stop listening.</returns>
    IDisposable OnChange(Action changed);
}
