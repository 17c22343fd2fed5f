namespace Dataface.Flags.Guard;

/// <summary>How a guarded call ended.</summary>
public enum GuardOutcome
{
    /// <summary>It did what it should.</summary>
    Success,

    /// <summary>It failed: the unit counts as erring.</summary>
    Error,

    /// <summary>Its caller gave up. Counts neither as an error nor as a latency.</summary>
    Cancelled,
}
