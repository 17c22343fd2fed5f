using System.Globalization;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Incidents;

/// <summary>What was done to flags of an environment, each with what undoes it as things stand now. Not thread-safe.</summary>
/// <param name="environment">The environment.</param>
/// <param name="state">Its state.</param>
/// <param name="rules">The rules whose rollouts there are, by the rollout's id; null for an environment's own.</param>
internal sealed class FlagChanges(string environment, FlagState state, IReadOnlyDictionary<string, string?> rules)
{
    private readonly HashSet<string> _changedSince = new(StringComparer.Ordinal);

    /// <summary>The records as changes, in the same order.</summary>
    /// <param name="newestFirst">Records of the environment.</param>
    public IReadOnlyList<RecentChange> Of(IEnumerable<AuditRecord> newestFirst) =>
        [.. newestFirst.Where(Counts).Select(Of)];

    /// <summary>Of rows that are no records, a kill counts and nothing else.</summary>
    private static bool Counts(AuditRecord record) => record.Change.Action == StateAction.Kill || (record.Problem is null
        && record.Change.Action is StateAction.Restore or StateAction.Advance or StateAction.Pause or StateAction.Resume);

    private RecentChange Of(AuditRecord record)
    {
        var change = record.Change;
        return new(
            change.At, "flag", AuditCodec.NameOf(change.Action), change.Flag, DetailOf(record), change.By, change.Reason, record.Sequence,
            UndoOf(record));
    }

    private string? DetailOf(AuditRecord record)
    {
        var rule = record.Change.Rollout is { } id && rules.TryGetValue(id, out var name) && name is not null ? $", rule '{name}'" : "";
        return record.Change.Action switch
        {
            StateAction.Advance => string.Create(
                CultureInfo.InvariantCulture, $"step {record.Change.Stage + 1}, {Percentage.Of(record.Change.MilliPercent):0.###} %{rule}"),
            StateAction.Kill when record.Before is not null => "it was killed already",
            _ => rule.Length > 0 ? rule[2..] : null,
        };
    }

    private Remedy UndoOf(AuditRecord record)
    {
        var (change, reason) = (record.Change, Remedy.ReasonOf(record));
        var isKilled = state.Kills.ContainsKey(change.Flag);
        if (change.Action is StateAction.Kill or StateAction.Restore)
        {
            var isLast = _changedSince.Add(change.Flag);
            return (change.Action, isKilled) switch
            {
                (StateAction.Kill, true) or (StateAction.Restore, false) when isLast => Remedy.OfKillOrRestore(record),
                _ => Remedy.None("It was undone or repeated since."),
            };
        }

        if (isKilled || state.Kills.ContainsKey(KillRegister.Everything)) return Remedy.None("The flag is killed, so that nobody has it.");
        return change.Action == StateAction.Advance ? UndoOfAdvance(record, reason) : UndoOfPause(record, reason);
    }

    private Remedy UndoOfAdvance(AuditRecord record, string reason)
    {
        // Nothing is recorded of a rollout before its first change: it stands at its first step.
        var isWider = record.RampBefore is { } before ? record.Change.MilliPercent > before.MilliPercent : record.Change.Stage > 0;
        if (!isWider) return Remedy.None("It gave the feature to no other user.");
        return Remedy.Of(
            "A step is never taken back: this switches the flag off for everybody. After a restore it begins at its first step.",
            StateAction.Kill, environment, record.Change.Flag, null, reason);
    }

    private Remedy UndoOfPause(AuditRecord record, string reason)
    {
        var (flag, id, wasPaused) = (record.Change.Flag, record.Change.Rollout ?? "", record.Change.Action == StateAction.Pause);
        var isLast = _changedSince.Add("ramp of " + id);
        if (!isLast || state.Ramps.GetValueOrDefault(id)?.IsPaused != wasPaused)
            return Remedy.None("It was undone or repeated since.");
        if (!rules.TryGetValue(id, out var rule)) return Remedy.None("The document in force does not have this rollout any more.");
        return wasPaused
            ? Remedy.Of("Resumes the ramp.", StateAction.Resume, environment, flag, rule, reason)
            : Remedy.Of("Keeps the ramp at its step again.", StateAction.Pause, environment, flag, rule, reason);
    }
}
