using Dataface.Flags.Guard;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>What pages say of flags.</summary>
internal static class FlagWords
{
    public static Html Standing(FlagView flag) => flag.Standing switch
    {
        FlagStanding.Killed => PageWords.Badge("Killed", Tone.Bad),
        FlagStanding.Expired => PageWords.Badge("Expired", Tone.Warning),
        FlagStanding.On => PageWords.Badge("On", Tone.Good),
        FlagStanding.Partly => PageWords.Badge("On for some", Tone.Good),
        _ => PageWords.Badge("Off", Tone.Quiet),
    };

    /// <summary>The environment's own rollout, or the first of a rule.</summary>
    public static string Rollout(FlagView flag) => flag.Rollouts.Count == 0 ? "–" : Rollout(flag.Rollouts[^1]);

    public static string Rollout(RolloutView rollout) =>
        PageWords.Share(rollout.MilliPercent) + (rollout.Steps.Count == 0 ? "" : $", step {rollout.Stage + 1} of {rollout.Steps.Count}") + (rollout.Ramp is { IsPaused: true } ? ", paused" : "");

    public static Html Expiry(FlagView flag) => Html.Of($"{PageWords.Day(flag.Definition.EffectiveExpiry)} {Html.If(flag.DaysLeft <= Dataface.Flags.Expiry.ExpiryReport.DefaultWarningDays, () => DaysLeft(flag.DaysLeft))}");

    public static Html Guard(FlagView flag)
    {
        if (flag.IsAborted) return PageWords.Badge("Aborted", Tone.Bad);
        if (flag.Definition.Guard is null) return PageWords.Badge("No guard", Tone.Quiet);
        return flag.Guards.Count == 0 ? PageWords.Badge("Nothing to watch", Tone.Quiet) : Health(flag.Guards.MaxBy(status => Severity(status.Health))!.Health);
    }

    public static Html Health(GuardHealth health) => health switch
    {
        GuardHealth.Watching => PageWords.Badge("Watching", Tone.Good),
        GuardHealth.Starting => PageWords.Badge("Nothing seen yet", Tone.Quiet),
        GuardHealth.Unprotected => PageWords.Badge("Unprotected", Tone.Warning),
        GuardHealth.Silent => PageWords.Badge("Silent", Tone.Warning),
        GuardHealth.Alone => PageWords.Badge("Without the store", Tone.Warning),
        _ => PageWords.Badge("Aborted", Tone.Bad),
    };

    private static int Severity(GuardHealth health) => health == GuardHealth.Starting ? 0 : health == GuardHealth.Watching ? 1 : 2 + (int)health;

    private static Html DaysLeft(int days) => days switch
    {
        <= 0 => PageWords.Badge("over", Tone.Warning),
        1 => PageWords.Badge("1 day left", Tone.Warning),
        _ => PageWords.Badge($"{days} days left", Tone.Warning),
    };
}
