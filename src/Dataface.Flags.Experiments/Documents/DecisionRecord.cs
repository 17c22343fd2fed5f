namespace Dataface.Flags.Experiments.Documents;

/// <summary>What was decided, and why. Immutable; thread-safe.</summary>
/// <param name="Verdict">Ship, iterate or kill.</param>
/// <param name="On">The UTC day.</param>
/// <param name="By">Who decided.</param>
/// <param name="Readout">Where the results that it rests on can be read, such as a file of the repository; null when not stated, which the policy refuses.</param>
/// <param name="Rationale">Why, in a sentence or two.</param>
public sealed record DecisionRecord(Verdict Verdict, DateOnly On, string By, string? Readout, string Rationale);

/// <summary>How an experiment ends.</summary>
public enum Verdict
{
    /// <summary>Everybody gets it, and the flag goes.</summary>
    Ship,

    /// <summary>It is changed and tried again, as another experiment.</summary>
    Iterate,

    /// <summary>Nobody gets it, and flag and code go.</summary>
    Kill,
}
