using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Incidents;

/// <summary>A guard that somebody should look at. Immutable.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Rule">The rule whose rollout it watches; null for the environment's own.</param>
/// <param name="Cause">
/// <c>evidence</c> (of harm, half of the way to a kill or more), <c>unprotected</c>, <c>silent</c>, <c>alone</c>, <c>burning</c> or
/// <c>spent</c> (its objective).
/// </param>
/// <param name="Says">What the guard says of itself.</param>
/// <param name="Evidence">The strongest evidence of harm as people write it, such as 4000; null when nothing was compared.</param>
/// <param name="KillsAt">The evidence at which it kills.</param>
/// <param name="Undo">What switches the flag off.</param>
internal sealed record LoudGuard(string Flag, string? Rule, string Cause, string Says, string? Evidence, string? KillsAt, Remedy Undo)
{
    /// <summary>
    /// The part of the way to a kill, in the logarithm, from which on evidence is loud. A feature that does no harm comes so far with a
    /// probability of at most one in the evidence that it is, such as 1 in 100 of 10,000.
    /// </summary>
    private const double Half = 0.5;

    /// <summary>The guards that are loud, those with the most evidence first.</summary>
    public static IReadOnlyList<LoudGuard> Of(IEnumerable<GuardStatus> statuses, string environment) =>
        [.. statuses.Select(status => (Status: status, Strongest: StrongestOf(status), Cause: CauseOf(status)))
            .Where(guard => guard.Cause is not null)
            .OrderByDescending(guard => guard.Strongest is { } signal ? signal.LogE / signal.Threshold : 0)
            .ThenBy(guard => guard.Status.Flag, StringComparer.Ordinal)
            .Select(guard => Of(guard.Status, guard.Strongest, guard.Cause!, environment))];

    private static LoudGuard Of(GuardStatus status, GuardSignalStatus? strongest, string cause, string environment)
    {
        var reason = cause == "evidence" ? $"the guard's evidence of {strongest!.Signal}" : $"its guard is {cause}";
        return new(
            status.Flag, status.Rule, cause, status.Problem ?? status.Explanation ?? status.Health.ToString(),
            strongest is null ? null : LogSpace.Text(strongest.LogE), strongest is null ? null : LogSpace.Text(strongest.Threshold),
            Remedy.Of("Switches the flag off for everybody.", StateAction.Kill, environment, status.Flag, null, reason));
    }

    private static GuardSignalStatus? StrongestOf(GuardStatus status) => status.Signals.MaxBy(signal => signal.LogE / signal.Threshold);

    private static string? CauseOf(GuardStatus status)
    {
        if (StrongestOf(status) is { } signal && signal.LogE >= Half * signal.Threshold) return "evidence";
        return status switch
        {
            { Objective.Health: GuardObjectiveHealth.Burning } => "burning",
            { Objective.Health: GuardObjectiveHealth.Spent } => "spent",
            { Health: GuardHealth.Unprotected } => "unprotected",
            { Health: GuardHealth.Silent } => "silent",
            { Health: GuardHealth.Alone } => "alone",
            _ => null,
        };
    }
}
