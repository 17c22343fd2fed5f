namespace Dataface.Flags.Guard;

/// <summary>How a guarded call ended.</summary>
public enum GuardOutcome
{
    /// <summary>It did what it should.</summary>
    Success,

    /// <summary>It failed: the unit counts as erring.</summary>
    Error,

    /// <summary>
    /// Its caller gave up: cancelled it, hung up, or stopped waiting. The unit counts under <c>give_ups</c>, and its latency is at least
    /// the time until then. It is not an error, and not a request of an objective.
    /// </summary>
    Cancelled,
}
