using System.Globalization;
using Dataface.Flags.Experiments.Assignment;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>Whether the flag behind it gives the treatments, and to as many as the design says.</summary>
internal static class FlagGates
{
    /// <summary>A share may be rounded.</summary>
    private const double Nearly = 0.99;

    /// <summary>After a week at one step a ramp is worth a word.</summary>
    private const int LongStep = 7;

    public static IEnumerable<GateResult> Run(ExperimentEvidence evidence)
    {
        if (evidence.Flag is not { } flag) yield break;
        yield return Gate(GateCode.Flag, $"Flag {flag.Flag} in force", IsOff(evidence, flag) ? GateState.Fail : GateState.Pass,
            InForce(evidence, flag));
        yield return Gate(
            GateCode.Flag, $"Flag {flag.Flag} as designed", Broken(flag) is null && flag.Differences.Count == 0 ? GateState.Pass
                : GateState.Fail, AsDesigned(flag));
        if (flag is { Share: { } share, FullShare: { } full } && !IsOff(evidence, flag))
        {
            yield return Gate(GateCode.Ramp, $"Ramp of {flag.Flag}", share >= Nearly * full ? GateState.Pass : GateState.NotYet,
                Ramp(flag, share, full) + (share >= Nearly * full ? "" : Stuck(evidence, flag))) with
            {
                Numbers = [new("share", share), new("full", full)],

                // Fewer units a day make it slower, not wrong.
                IsBinding = false,
            };
        }
    }

    /// <summary>Whether nobody gets a treatment.</summary>
    public static bool IsOff(ExperimentEvidence evidence, FlagCourse flag) =>
        !flag.IsDefined || flag.Kill is not null || flag.Expires <= RunDays.Day(evidence.Now);

    /// <summary>The last time that somebody put a document in force which breaks it; null for none.</summary>
    public static FlagTurn? Broken(FlagCourse flag) => flag.Turns.LastOrDefault(turn => turn.Kind == FlagTurnKind.Broken);

    public static string BrokenText(FlagCourse flag, FlagTurn turn) =>
        $"{turn.By} has changed the flag '{flag.Flag}' under it on {Time(turn.At)} ({turn.Reason.TrimEnd('.')})";

    /// <summary>What whoever reads the recommendation has to know besides; empty for nothing.</summary>
    public static string Besides(ExperimentEvidence evidence, Decision decision)
    {
        if (evidence.Flag is not { } flag) return "";
        var isWaiting = decision.Recommendation == Recommendation.Wait;
        string?[] parts =
        [
            IsOff(evidence, flag) && !isWaiting && decision.Reason is not (DecisionReason.FlagAborted or DecisionReason.FlagOff)
                ? InForce(evidence, flag) : null,
            IsOff(evidence, flag) ? null : PastKill(flag),
            isWaiting && decision.Gates.FirstOrDefault(g => g is { Code: GateCode.Ramp, State: GateState.NotYet }) is { } ramp
                ? ramp.Explanation : null,
            isWaiting && flag.Kill is null && flag.Expires is { } expires && expires > RunDays.Day(evidence.Now)
                && expires <= (decision.ExpectedOn ?? evidence.Design.End)
                ? FormattableString.Invariant($"The flag expires on {expires:O}, before that.") : null,
        ];
        return string.Concat(parts.Where(part => part is not null).Select(part => $" {part}"));
    }

    public static string InForce(ExperimentEvidence evidence, FlagCourse flag)
    {
        var name = flag.Prerequisite is { } required ? $"flag '{required}' that '{flag.Flag}' requires" : $"flag '{flag.Flag}'";
        if (flag.Kill is { } kill)
        {
            var killed = flag.IsAborted ? $"The guard has killed the {name}" : $"The {name} was killed by {kill.By}";
            return $"{killed} on {Time(kill.At)} "
                + $"({kill.Reason.TrimEnd('.')}), so that nobody gets a treatment until it is restored.";
        }

        if (!flag.IsDefined) return $"No document in force defines the {name}, so that nobody gets a treatment.";
        if (flag.Expires is not { } expires) return $"The flag '{flag.Flag}' is in force.";
        var day = expires.ToString("O", CultureInfo.InvariantCulture);
        if (expires <= RunDays.Day(evidence.Now)) return $"The {name} has expired on {day}, so that nobody gets a treatment.";
        return $"The flag '{flag.Flag}' is in force, until {day}.{(PastKill(flag) is { } past ? $" {past}" : "")}";
    }

    private static string AsDesigned(FlagCourse flag) => Broken(flag) is { } broken ? $"{BrokenText(flag, broken)}."
        : flag.Differences.Count > 0 ? string.Join(' ', flag.Differences)
        : "It divides units as the design says.";

    /// <summary>The flag's own, and otherwise that of one that it requires.</summary>
    private static string? PastKill(FlagCourse flag) => flag.Turns.GroupBy(turn => turn.Prerequisite)
        .OrderBy(turns => turns.Key is not null).Select(turns => PastKill(flag.Flag, turns.Key, [.. turns]))
        .FirstOrDefault(text => text is not null);

    private static string? PastKill(string flag, string? required, IReadOnlyList<FlagTurn> turns)
    {
        var kills = turns.Where(turn => turn.Kind is FlagTurnKind.Killed or FlagTurnKind.Aborted).ToList();
        if (kills.Count == 0 || turns.LastOrDefault(turn => turn.Kind == FlagTurnKind.Restored) is not { } restored
            || restored.At < kills[^1].At) return null;
        var which = required is null ? "" : $"'{required}' that '{flag}' requires ";
        return $"The flag {which}was killed on {Time(kills[0].At)} and restored on {Time(restored.At)}: units of that time had the "
            + "treatment for a part of theirs.";
    }

    private static string Ramp(FlagCourse flag, double share, double full)
    {
        var step = flag.Step is { } at ? $": its ramp is at {at}{(flag.StepSince is { } since ? $" since {Time(since)}" : "")}" : "";
        return share >= Nearly * full
            ? $"{AssignmentDifferences.Percent(share)} of users take part{step}."
            : $"{AssignmentDifferences.Percent(share)} of users take part, not yet {AssignmentDifferences.Percent(full)}{step}.";
    }

    /// <summary>Whether a ramp that should go on stays where it is; empty when it does not.</summary>
    private static string Stuck(ExperimentEvidence evidence, FlagCourse flag)
    {
        var last = flag.Turns.LastOrDefault(turn =>
            turn is { Prerequisite: null, Kind: FlagTurnKind.Stepped or FlagTurnKind.Paused or FlagTurnKind.Resumed });
        var days = flag.StepSince is { } since ? Math.Floor((evidence.Now - since).TotalDays) : 0;
        var paused = last?.Kind == FlagTurnKind.Paused ? $" {last.By} has paused it ({last.Reason.TrimEnd('.')})." : "";
        return days < LongStep ? paused
            : FormattableString.Invariant($"{paused} It has stood there for {days:N0} days, and fewer units come than were planned.");
    }

    private static GateResult Gate(string code, string name, GateState state, string why) =>
        new() { Code = code, Name = name, State = state, Explanation = why, Evidence = PageAnchor.Flag };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
