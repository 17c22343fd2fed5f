namespace Dataface.Flags.Server.Incidents;

/// <summary>What goes on in an environment, and what has changed in it lately: for whoever was just called. Immutable.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="At">When this was put together, by the server's clock.</param>
/// <param name="Since">Changes from then on are listed.</param>
/// <param name="Killed">How many flags are killed; <c>*</c>, which is every flag, counts as one.</param>
/// <param name="IsPartial">Whether there were more changes than are listed.</param>
/// <param name="Unconfirmed">Kills in force, and restores, that not every instance has in force, the newest first.</param>
/// <param name="Guards">Guards that somebody should look at, those with the most evidence of harm first.</param>
/// <param name="Rollouts">Rollouts that have steps before them, by flag.</param>
/// <param name="Changes">What has changed, the newest first.</param>
internal sealed record IncidentView(
    string Environment,
    DateTimeOffset At,
    DateTimeOffset Since,
    int Killed,
    bool IsPartial,
    IReadOnlyList<OutstandingChange> Unconfirmed,
    IReadOnlyList<LoudGuard> Guards,
    IReadOnlyList<OngoingRollout> Rollouts,
    IReadOnlyList<RecentChange> Changes);
