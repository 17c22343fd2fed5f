using Dataface.Flags.Bucketing;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Exposures;

/// <summary>What the exposures of one outcome have in common. Made when a snapshot is compiled.</summary>
internal sealed class ExposureTarget(ExposureRecorder recorder, string flag, string variant, RolloutIdentity rollout, RolloutArm arm)
    : OutcomeObserver
{
    // The variant takes part: a unit that a wider rollout moves from control into treatment is exposed anew.
    private readonly ulong _seed = UnitHash.Of($"{rollout.Id}\n{variant}");

    /// <summary>The same of the rollout as it stands.</summary>
    public override OutcomeObserver In(RolloutIdentity identity) => new ExposureTarget(recorder, flag, variant, identity, arm);

    /// <summary>Records that a unit was given this outcome, unless it is known.</summary>
    public override void Observe(Outcome outcome, EvaluationContext? context, string bucketBy, ulong unitHash) =>
        recorder.Record(this, UInt64Hash.Of(unitHash, _seed), context!, bucketBy);

    public Exposure At(DateTimeOffset time, string unit) => new()
    {
        SchemaVersion = Exposure.CurrentSchemaVersion,
        Time = time,
        Unit = unit,
        Flag = flag,
        Variant = variant,
        RolloutId = rollout.Id,
        Stage = rollout.Stage,
        Arm = arm,
    };
}

/// <summary>An exposure that waits for a sink.</summary>
/// <param name="Hash">Of unit, rollout and variant.</param>
/// <param name="Unit">As in the context.</param>
/// <param name="Ticks">UTC.</param>
internal readonly record struct WaitingExposure(ExposureTarget Target, ulong Hash, string Unit, long Ticks);
