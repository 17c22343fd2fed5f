using System.Collections.Concurrent;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.State;

namespace Dataface.Flags.Guard;

/// <summary>The guard of a client.</summary>
internal sealed class FlagGuard(GuardLoop loop, GuardContext context) : IFlagGuard
{
    /// <summary>Of so many flags it is said that their calls are for nobody.</summary>
    private const int MostSaid = 1_000;

    private readonly ConcurrentDictionary<string, bool> _forNobody = new(StringComparer.Ordinal);

    public IReadOnlyList<GuardStatus> Status => loop.Status;

    public void Record(GuardedUnit unit, GuardOutcome outcome, TimeSpan? elapsed = null)
    {
        if (unit.Outcome is { Rollout.Recorder: { } recorder } evaluated)
            recorder.Record(evaluated, unit.Unit, unit.Source, outcome, elapsed);
    }

    public void Signal(GuardedUnit unit, string signal)
    {
        if (signal is not null && unit.Outcome is { Rollout.Recorder: { } recorder } evaluated)
            recorder.Signal(evaluated, unit.Unit, unit.Source, signal);
    }

    public void RecordRequest(string objective, GuardOutcome outcome)
    {
        if (objective is not null) loop.Objectives.Count(objective, outcome);
    }

    public GuardedCall Begin(GuardedUnit unit) =>
        unit.Outcome is { Rollout.Recorder: not null } evaluated
            ? new GuardedCall(evaluated, unit.Unit, unit.Source, context.Time) : default;

    public GuardScope BeginScope(string? flag = null) => GuardScope.Begin(flag, context.Time, ForWhom);

    public async ValueTask<ChangeResult> ChangeRampAsync(
        StateAction action, RampChangeRequest request, CancellationToken cancellationToken = default) =>
        await context.State.ChangeRampAsync(Plan(action, request), cancellationToken).ConfigureAwait(false);

    /// <summary>The change that an operator's word comes to, as things stand now.</summary>
    /// <exception cref="RefusalException">There is no such ramp, or it stands at its last step.</exception>
    internal StateChange Plan(StateAction action, RampChangeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (flag, by, reason) = (request.Flag, request.By, request.Reason);
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (action is not (StateAction.Advance or StateAction.Pause or StateAction.Resume))
        {
            throw new ArgumentOutOfRangeException(nameof(action), action, "A ramp is advanced, paused or resumed. Use one of these.");
        }

        var rollout = Find(flag, request.Rule);
        var change = context.Change(action, rollout.Key, reason, "") with { Id = Guid.NewGuid(), By = by, Rollout = rollout.Id };
        return action == StateAction.Advance
            ? change with
            {
                Stage = rollout.Stage + 1,
                Epoch = EpochOf(rollout) + 1,
                MilliPercent = rollout.NextShare
                    ?? throw new RefusalException(RefusalKind.NotPossible, $"'{flag}' is at the last step of its ramp."),
            }
            : change with { Stage = rollout.Stage, MilliPercent = rollout.Rollout.MilliPercent };
    }

    /// <summary>Whether the definitions in force have a rollout.</summary>
    internal bool Has(string rollout) => loop.Rollouts.Any(r => r.Id == rollout);

    /// <summary>Whether a guard of the definitions in force names an objective.</summary>
    internal bool HasObjective(string objective) => loop.Objectives.Has(objective);

    /// <summary>Said once for each flag: calls come by the thousand.</summary>
    private void ForWhom(string flag)
    {
        if (_forNobody.ContainsKey(flag) || _forNobody.Count >= MostSaid || !_forNobody.TryAdd(flag, true)) return;
        GuardLog.ForWhom(context.Logger, flag);
    }

    private int EpochOf(GuardedRollout rollout) =>
        loop.Status.FirstOrDefault(s => s.Rollout == rollout.Id)?.Epoch ?? rollout.Recorded?.Epoch ?? 0;

    private GuardedRollout Find(string flag, string? rule)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(flag);
        return loop.Rollouts.FirstOrDefault(r => r.Key == flag && r.Rule == rule && r.Rollout.Steps.Count > 0)
            ?? throw new RefusalException(
                RefusalKind.NotPossible,
                $"'{flag}' has no ramp {(rule is null ? "in this environment" : $"in rule '{rule}'")} that runs now: it may be killed, "
                + $"expired, or defined without one.");
    }
}
