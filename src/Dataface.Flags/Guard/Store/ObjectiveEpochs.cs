using Dataface.Flags.State;

namespace Dataface.Flags.Guard.Store;

/// <summary>
/// Where the requests of a service's objective are counted: in epochs of a day, as those of a rollout are, under an id that no rollout has.
/// The state tells when the first began, so that stores take nothing for an objective that nobody has begun to measure.
/// </summary>
internal static class ObjectiveEpochs
{
    /// <summary>The days that are kept: today and two before it.</summary>
    public const int Days = 3;

    public static string IdOf(string objective, string environment) => $"{objective}/{environment}/objective";

    /// <summary>The epochs of the last days, today's first.</summary>
    public static IEnumerable<GuardEpoch> Last(this RampState measure, string id, DateTimeOffset now)
    {
        var today = measure.EpochAt(id, now);
        for (var back = 0; back < Days && today.Number - back >= measure.Epoch; back++)
        {
            yield return new(id, today.Number - back, today.Start - TimeSpan.FromDays(back));
        }
    }
}
