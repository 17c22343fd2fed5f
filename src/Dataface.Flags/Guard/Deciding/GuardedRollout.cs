using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.State;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>A rollout that is watched, as the snapshot has it now.</summary>
internal sealed record GuardedRollout(CompiledFlag Flag, CompiledRollout Rollout, string? Rule, RolloutDefinition Definition)
{
    /// <summary>How the guard's objective stands, on both sides together; null without one, or when it is not known yet.</summary>
    public GuardObjectiveStatus? Objective { get; init; }

    public string Id => Rollout.Identity.Id;

    public string Key => Flag.Details.Key;

    public GuardDefinition Guard => Flag.Details.Definition.Guard!;

    public int Stage => Rollout.Identity.Stage;

    /// <summary>Where the state store says it stands, of the same moment as the rest; null when it says nothing.</summary>
    public RampState? Recorded => Rollout.Identity.Ramp;

    public ArmShares Shares => ArmShares.Of(Rollout.MilliPercent, Definition.Split, Flag.Details.Definition.OffVariant);

    /// <summary>The share of the next step, in thousandths of a percent; null when there is none, or when the ceiling is reached.</summary>
    public int? NextShare =>
        Stage + 1 < Rollout.Steps.Count && Rollout.ShareAt(Stage + 1) > Rollout.MilliPercent ? Rollout.ShareAt(Stage + 1) : null;

    /// <summary>Whether it ends because of what the service goes through, whatever the feature does.</summary>
    public bool EndsBySharedBurn =>
        Objective is { Health: GuardObjectiveHealth.Burning } && Guard.OnSharedBurn == SharedBurnAction.Abort;

    /// <summary>With the guard's own objective, which its tests have measured; one of the service is measured for all.</summary>
    public GuardedRollout With(EpochTests[] tests) => Guard is not { Objective: null, SloObjective: not null } ? this : this with
    {
        Objective = tests.Select(test => test.Objective).OfType<GuardObjectiveStatus>()
            .OrderByDescending(status => status.Health == GuardObjectiveHealth.Burning).FirstOrDefault(),
    };

    /// <summary>The watched rollouts of a snapshot; those of flags that are killed or expired are not.</summary>
    public static IEnumerable<GuardedRollout> In(FlagSnapshot snapshot, string environment)
    {
        foreach (var flag in snapshot.Flags.ToArray())
        {
            if (!flag.IsStaged || flag.Fixed is not null || !flag.Details.Definition.Environments.TryGetValue(environment, out var entry))
                continue;
            for (var i = 0; i < flag.Rules.Length; i++)
            {
                if (flag.Rules[i].Answer.Rollout is { } rollout)
                    yield return new(flag, rollout, flag.Rules[i].Name, entry.Rules[i].Rollout!);
            }

            if (flag.Otherwise.Rollout is { } rest) yield return new(flag, rest, null, entry.Rollout!);
        }
    }
}
