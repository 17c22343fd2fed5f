using Dataface.Flags.Documents;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Divides the chance of a false abort, α, over everything that could cause one: signals by weight, treatments evenly, epoch k with
/// 1/(k(k+1)), whose sum over all epochs is 1. By the union bound a harmless rollout is aborted with probability at most α.
/// </summary>
/// <remarks>
/// While the evidence store does not answer, each instance decides on what it sees itself: those are as many more chances as there are
/// instances. A part of α is kept for them, and they divide it.
/// </remarks>
internal static class AlphaBudget
{
    /// <summary>The most instances that it is divided among; a larger number is ignored.</summary>
    public const int MostInstances = 20_000;

    /// <summary>The part of α that is kept for instances that decide alone.</summary>
    private const double Alone = 0.05;

    private const double ErrorsWeight = 2;
    private const double GiveUpsWeight = 1;
    private const double LatencyWeight = 1;
    private const double CounterWeight = 0.5;
    private const double SloWeight = 1;

    /// <summary>How much less than on shared evidence an instance may spend that decides alone, as one of so many; at most 1.</summary>
    /// <param name="instances">The number of instances; 0 where evidence is shared.</param>
    public static double PartOf(int instances) => instances == 0 ? 1 : Alone / (1 - Alone) / instances;

    /// <summary>A signal's part of α on shared evidence, for each treatment in one epoch.</summary>
    public static double Of(GuardDefinition guard, GuardSignalKind kind, int treatments, int epoch)
    {
        var total = (guard.Errors ? ErrorsWeight : 0) + (guard.GiveUps ? GiveUpsWeight : 0) + (guard.Latency ? LatencyWeight : 0)
            + (guard.Counters.Count * CounterWeight) + (guard.SloObjective is null ? 0 : SloWeight);
        var part = kind switch
        {
            GuardSignalKind.Errors => ErrorsWeight,
            GuardSignalKind.GiveUps => GiveUpsWeight,
            GuardSignalKind.LatencyBody => LatencyWeight / 2,
            GuardSignalKind.LatencyTail => LatencyWeight / 2 / guard.LatencyThresholds.Count,
            GuardSignalKind.Counter => CounterWeight,
            _ => SloWeight / BurnRate.All.Count,
        };
        return (1 - Alone) * guard.Alpha * part / total / Math.Max(treatments, 1) / (epoch * (epoch + 1.0));
    }
}
