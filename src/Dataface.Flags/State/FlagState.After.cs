using System.Collections.Immutable;
using Dataface.Flags.Publishing;

namespace Dataface.Flags.State;

/// <content>The state machine: the only place that knows what changes do. SQL is held to it by generated sequences.</content>
public sealed partial record FlagState
{
    /// <summary>
    /// The state that a recorded change turns this one into. Pure and total: it never throws, and a change without effect, such as a stage
    /// before the rollout's current one, returns this state. The store sets the position.
    /// </summary>
    /// <param name="change">The change; <see cref="RefusalOf"/> says whether it may be recorded at all.</param>
    /// <param name="source">The name of the kills' source: the store's name.</param>
    public FlagState After(StateChange change, string source)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Action switch
        {
            StateAction.Kill => this with { Kills = Sorted(Kills).SetItem(change.Flag, Kill.Of(change, source)) },
            StateAction.Restore when Kills.ContainsKey(change.Flag) => this with
            {
                Kills = Sorted(Kills).Remove(change.Flag),
                Restores = Sorted(Restores).SetItem(change.Flag, Restores.GetValueOrDefault(change.Flag) + 1),
            },
            StateAction.Advance or StateAction.Pause or StateAction.Resume when change.Rollout is { } rollout =>
                RampAfter(Ramps.GetValueOrDefault(rollout), change) is var ramp && ramp == Ramps.GetValueOrDefault(rollout)
                    ? this
                    : this with { Ramps = Sorted(Ramps).SetItem(rollout, ramp) },
            StateAction.Publish or StateAction.Rollback when change.Document is { } hash =>
                this with { Document = new((Document?.Number ?? 0) + 1, hash) },
            StateAction.Recover => this with { Lineage = change.Id.ToString("N") },
            _ => this,
        };
    }

    /// <summary>
    /// Why a change may not be recorded on top of this state; null when it may. Only the store knows whether its id was recorded before:
    /// <see cref="RefusalKind.Malformed"/> changes are refused before that check, all others after it.
    /// </summary>
    /// <param name="change">The change.</param>
    public RefusalException? RefusalOf(StateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ChangeCheck.RefusalOf(change) ?? RefusalHere(change);
    }

    /// <summary>What is refused because of where things stand; the change is well formed.</summary>
    internal RefusalException? RefusalHere(StateChange change) => change.Action switch
    {
        // What was recorded before keys were checked can be ended, and nothing else can be asked of it.
        StateAction.Restore when !Kills.ContainsKey(change.Flag) => ChangeCheck.RefusalOfKey(change),
        StateAction.Publish or StateAction.Rollback
            when change.ExpectedDocument is { } expected && expected != (Document?.Hash ?? "") => new DefinitionConflictException(Document),
        _ => null,
    };

    private static RampState RampAfter(RampState? before, StateChange change)
    {
        if (change.Action != StateAction.Advance)
        {
            return (before ?? new() { Epoch = 1, Percent = change.Percent, Since = change.At }) with
            {
                IsPaused = change.Action == StateAction.Pause,
            };
        }

        if (before is not null && (change.Stage < before.Stage || change.Epoch <= before.Epoch)) return before;
        return new()
        {
            Stage = change.Stage,
            Epoch = change.Epoch,
            Percent = change.Percent,
            Since = change.At,
            IsPaused = before?.IsPaused ?? false,
        };
    }

    private static ImmutableSortedDictionary<string, T> Sorted<T>(IReadOnlyDictionary<string, T> values) =>
        values as ImmutableSortedDictionary<string, T> is { } sorted && sorted.KeyComparer == StringComparer.Ordinal
            ? sorted
            : values.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
