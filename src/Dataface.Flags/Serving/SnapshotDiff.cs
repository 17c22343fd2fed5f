using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Serving;

/// <summary>Which flags one publication changed, and why.</summary>
internal static class SnapshotDiff
{
    /// <param name="before">What was in force.</param>
    /// <param name="after">What is in force.</param>
    /// <param name="redefined">The keys of flags that are defined otherwise.</param>
    public static IReadOnlyList<ChangedFlag> Between(FlagSnapshot before, FlagSnapshot after, IReadOnlySet<string> redefined)
    {
        var flags = after.Flags.ToArray();
        var causes = new FlagChangeCause?[flags.Length];
        for (var i = 0; i < flags.Length; i++) causes[i] = CauseOf(before.Find(flags[i].Details.Key), flags[i], redefined);
        var looked = new bool[flags.Length];
        for (var i = 0; i < flags.Length; i++) Require(flags, causes, looked, i);
        var changes = new List<ChangedFlag>();
        for (var i = 0; i < flags.Length; i++)
        {
            if (causes[i] is { } cause) changes.Add(new ChangedFlag { Flag = flags[i].Details.Key, Cause = cause });
        }

        foreach (var gone in before.Flags)
        {
            if (after.Find(gone.Details.Key) is null) changes.Add(new ChangedFlag
            {
                Flag = gone.Details.Key,
                Cause = FlagChangeCause.Definition
            });
        }

        return changes;
    }

    private static FlagChangeCause? CauseOf(CompiledFlag? before, CompiledFlag after, IReadOnlySet<string> redefined)
    {
        if (before is null) return FlagChangeCause.Definition;
        if (ReferenceEquals(before, after)) return null;
        var (was, now) = (before.Fixed?.Reason, after.Fixed?.Reason);
        if (was != now && now == EvaluationReason.Killed) return FlagChangeCause.Killed;
        if (was != now && was == EvaluationReason.Killed) return FlagChangeCause.Restored;
        if (redefined.Contains(after.Details.Key)) return FlagChangeCause.Definition;
        if (was != now && now == EvaluationReason.Expired) return FlagChangeCause.Expired;
        if (!Stages(before).SequenceEqual(Stages(after))) return FlagChangeCause.Ramp;
        return WindowOverlay.OpenIn(before).SequenceEqual(WindowOverlay.OpenIn(after)) ? null : FlagChangeCause.Window;
    }

    private static IEnumerable<(string, int, int)> Stages(CompiledFlag flag) =>
        flag.Rollouts.Select(r => (r.Identity.Id, r.Identity.Stage, r.Identity.MilliPercent));

    /// <summary>Ends, because the linker refuses cycles.</summary>
    private static bool Require(CompiledFlag[] flags, FlagChangeCause?[] causes, bool[] looked, int index)
    {
        if (looked[index] || causes[index] is not null) return causes[index] is not null;
        looked[index] = true;
        foreach (var required in flags[index].Requires)
        {
            if (Require(flags, causes, looked, required.FlagIndex)) causes[index] = FlagChangeCause.Prerequisite;
        }

        return causes[index] is not null;
    }
}
