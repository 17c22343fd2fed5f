using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Http;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Guarding;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Changes;

/// <summary>Carries changes of state out: durable first, then announced to every stream, then answered. Thread-safe.</summary>
internal sealed class ChangeService(
    SharedState states, Announcer announcer, EnvironmentClients clients, Confirmations confirmations, TimeProvider time)
{
    private const int MostSkipped = 1_000;

    /// <summary>How many rollouts of one flag an environment's state may know: several times what a flag's rules come to.</summary>
    private const int MostRollouts = 100;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Applies a change. Whoever stops waiting does not stop it.</summary>
    public async Task<ChangeAnswer> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        var recorded = await states.ApplyAsync(change, cancellationToken);
        var announced = await announcer.OfStateAsync(change.Environment);
        return new(change.Id, change.Flag, change.Environment, announced.ReachName, announced.Cursor, recorded.Sequence,
            [.. Warnings(change, announced.Problem), .. await OfRestoreAsync(change, recorded)]);
    }

    /// <summary>The change is durable: what fails here does not fail it.</summary>
    private async Task<IEnumerable<string>> OfRestoreAsync(StateChange change, RecordedChange recorded)
    {
        if (recorded.Record is not { Change.Action: StateAction.Restore, Before: null }) return [];
        try
        {
            var state = await states.LoadAsync(change.Environment, CancellationToken.None);
            return NothingRestored.Warning(recorded.Record, state) is { } warning ? [warning] : [];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [];
        }
    }

    /// <summary>
    /// The same, and then waits until the instances confirm that they have it in force. Ending the wait changes nothing, and neither does
    /// an instance that does not confirm.
    /// </summary>
    public async Task<ChangeAnswer> ApplyAsync(StateChange change, TimeSpan wait, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        var answer = await ApplyAsync(change, cancellationToken);
        if (wait <= TimeSpan.Zero) return answer;
        var lineage = FeedCursor.TryParse(answer.Cursor, out var position) ? position.Lineage : "";
        var confirmation = await confirmations.WaitAsync(change.Environment, lineage, answer.Sequence, since, wait, cancellationToken);
        return answer with
        {
            Reach = answer.Reach == "fleet" && confirmation.IsComplete ? "confirmed" : answer.Reach,
            Warnings = confirmation.IsPartial ? [.. answer.Warnings, Confirmations.WhyPartial(change.Environment)] : answer.Warnings,
            Confirmation = confirmation,
        };
    }

    /// <summary>An operator's change of a ramp, with the rollout that he means.</summary>
    public async Task<StateChange> PlanAsync(StateChange change, string? rule, CancellationToken cancellationToken)
    {
        var client = await clients.GetAsync(change.Environment, cancellationToken);

        // Another replica may have answered the change that this one builds on.
        await clients.CatchUpAsync(change.Environment);
        var request = new RampChangeRequest { Flag = change.Flag, Rule = rule, By = change.By, Reason = change.Reason };
        return client.PlanRamp(change.Action, request) with { Id = change.Id, From = change.From, At = Now };
    }

    /// <summary>
    /// The change of a guard, if its epoch is one that may begin. Numbers may be skipped, as by an instance that knows more than
    /// a backup that the server goes on from; were any number good, the last one there is could be taken, and no later epoch
    /// could begin. Nor may one flag fill the state, which every service gets, with rollouts that nobody has.
    /// </summary>
    public async Task<StateChange> CheckRolloutAsync(StateChange change, CancellationToken cancellationToken)
    {
        var state = await states.LoadAsync(change.Environment, cancellationToken);
        var ramp = state.Ramps.GetValueOrDefault(change.Rollout!);
        if (ramp is null) await CheckRoomAsync(state, change, cancellationToken);
        if (change.Action != StateAction.Advance) return change;
        var present = ramp?.EpochAt(change.Rollout!, Now).Number ?? 0;
        if (change.Epoch <= present + MostSkipped) return change;
        throw new ProblemException(Problem.NotPossible(
            $"The rollout '{change.Rollout}' {(ramp is null ? "has not begun" : $"stands at epoch {present}")}, so that epoch "
                + $"{change.Epoch} "
            + $"cannot begin. Write {present + 1}."));
    }

    /// <summary>
    /// What the definitions in force have always has room: ids change with what they define, and state keeps those before.
    /// </summary>
    private async Task CheckRoomAsync(FlagState state, StateChange change, CancellationToken cancellationToken)
    {
        var known = state.Ramps.Keys.Count(id => RolloutName.IsOf(id, change.Flag, change.Environment));
        if (known < MostRollouts) return;
        var client = await clients.GetAsync(change.Environment, cancellationToken);
        await clients.CatchUpAsync(change.Environment);
        if (client.HasRollout(change.Rollout!)) return;
        throw new ProblemException(Problem.NotPossible(
            $"The flag '{change.Flag}' has {known} rollouts in '{change.Environment}' already, and no more "
            + $"than {MostRollouts} are kept of those that no document "
            + "in force defines. Write one that it defines."));
    }

    /// <summary>A misspelt name kills nothing that runs; whoever waits for the effect must know.</summary>
    private List<string> Warnings(StateChange change, string? problem)
    {
        List<string> warnings = problem is null ? [] : [problem];
        var defined = clients.Definitions?.Flags;
        if (change.Flag != KillRegister.Everything && defined?.ContainsKey(change.Flag) is not true)
            warnings.Add($"No document in force defines '{change.Flag}'. The change counts for when one does; check the key's spelling.");
        var environments = (defined?.Values ?? []).SelectMany(f => f.Environments.Keys).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        if (environments.Count > 0 && !environments.Contains(change.Environment))
            warnings.Add($"No document in force names the environment '{change.Environment}'; they name: "
                + $"{string.Join(", ", environments)}.");
        return warnings;
    }
}
