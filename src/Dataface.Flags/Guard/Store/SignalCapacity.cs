using Dataface.Flags.Documents.Model;

namespace Dataface.Flags.Guard.Store;

/// <summary>How many units are kept of a signal.</summary>
internal static class SignalCapacity
{
    /// <summary>Enough to prove a bound of 0.1 % when none of them errs.</summary>
    public const int OfCohort = 4_096;

    /// <summary>
    /// The units that a process keeps of give-ups, thresholds and counters together. The most frequent of them gives way first.
    /// </summary>
    public const int OfEvents = 2_560;

    /// <summary>How many units the cohort of a guard has: with sources, a place is taken for the source of each.</summary>
    public static int OfCohortWith(string? source) => source is null ? OfCohort : OfCohort / 2;

    /// <summary>
    /// The units that are kept of a signal in an epoch, to count each once. Most for errors, so that harm which begins late still
    /// meets most of the units that err.
    /// </summary>
    public static int Of(string signal) => signal switch
    {
        GuardSignals.Errors => 8_192,
        GuardSignals.Latency or GuardSignals.Untimed or GuardSignals.Again or GuardSignals.Cohort => OfCohort,
        _ => 2_048,
    };
}
