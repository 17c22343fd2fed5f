using Dataface.Flags.Documents.Model;

namespace Dataface.Flags.Guard.Store;

/// <summary>How many units are kept of a signal.</summary>
internal static class SignalCapacity
{
    /// <summary>Enough to prove a bound of 0.1 % when none of them errs.</summary>
    public const int OfCohort = 4_096;

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
