namespace Dataface.Flags.Guard;

/// <summary>What a signal compares.</summary>
public enum GuardSignalKind
{
    /// <summary>Units that met an error.</summary>
    Errors,

    /// <summary>Units that gave up waiting for an answer.</summary>
    GiveUps,

    /// <summary>The whole distribution of latencies.</summary>
    LatencyBody,

    /// <summary>Units that met a latency above a threshold.</summary>
    LatencyTail,

    /// <summary>Units that gave a named signal.</summary>
    Counter,

    /// <summary>Requests that failed, against the service-level objective.</summary>
    Slo,
}
