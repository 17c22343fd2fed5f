using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Guard;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>What pages say of flags.</summary>
internal static class FlagMarkup
{
    public static Html Standing(FlagView flag) => flag.Standing switch
    {
        FlagStanding.Killed => Markup.Badge("Killed", Tone.Bad),
        FlagStanding.Expired => Markup.Badge("Expired", Tone.Warning),
        FlagStanding.On => Markup.Badge("On", Tone.Good),
        FlagStanding.Partly => Markup.Badge("On for some", Tone.Good),
        _ => Markup.Badge("Off", Tone.Quiet),
    };

    /// <summary>The environment's own rollout, or the first of a rule.</summary>
    public static string Rollout(FlagView flag) => flag.Rollouts.Count == 0 ? "–" : Rollout(flag.Rollouts[^1]);

    /// <summary>How many users get it, and of which step that comes.</summary>
    public static string Rollout(RolloutView rollout) =>
        $"{AssignmentDifferences.Percent(rollout.Treated)} of {(rollout.Rule is null ? "users" : "those whom it matches")}"
            + (rollout.Steps.Count == 0
            ? "" : $", step {rollout.Stage + 1} of {rollout.Steps.Count}") + (rollout.Ramp is { IsPaused: true } ? ", paused" : "");

    public static string Shares(RolloutView rollout) =>
        string.Join(", ", rollout.Shares.Select(share => $"{share.Variant} {AssignmentDifferences.Percent(share.Share)}"));

    public static Html Expiry(FlagView flag)
    {
        var isSoon = flag.DaysLeft <= Dataface.Flags.Expiry.ExpiryReport.DefaultWarningDays;
        return Html.Of($"{Markup.Day(flag.Definition.EffectiveExpiry)} {Html.If(isSoon, () => DaysLeft(flag.DaysLeft))}");
    }

    public static Html Guard(FlagView flag)
    {
        if (flag.IsAborted) return Markup.Badge("Aborted", Tone.Bad);
        if (flag.Definition.Guard is null) return Markup.Badge("No guard", Tone.Quiet);
        return flag.Guards.Count == 0 ? Markup.Badge("Nothing to watch", Tone.Quiet)
            : Health(flag.Guards.MaxBy(status => Severity(status.Health))!.Health);
    }

    public static Html Health(GuardHealth health) => health switch
    {
        GuardHealth.Watching => Markup.Badge("Watching", Tone.Good),
        GuardHealth.Starting => Markup.Badge("Nothing seen yet", Tone.Quiet),
        GuardHealth.Unprotected => Markup.Badge("Unprotected", Tone.Warning),
        GuardHealth.Silent => Markup.Badge("Silent", Tone.Warning),
        GuardHealth.Alone => Markup.Badge("Without the store", Tone.Warning),
        _ => Markup.Badge("Aborted", Tone.Bad),
    };

    private static int Severity(GuardHealth health) => health switch
    {
        GuardHealth.Starting => 0,
        GuardHealth.Watching => 1,
        _ => 2 + (int)health,
    };

    private static Html DaysLeft(int days) => days switch
    {
        <= 0 => Markup.Badge("over", Tone.Warning),
        1 => Markup.Badge("1 day left", Tone.Warning),
        _ => Markup.Badge($"{days} days left", Tone.Warning),
    };
}
