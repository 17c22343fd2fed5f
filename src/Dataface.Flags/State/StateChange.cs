using Dataface.Flags.Values;

namespace Dataface.Flags.State;

/// <summary>What a <see cref="StateChange"/> does.</summary>
public enum StateAction
{
    /// <summary>Switches a flag off until it is restored.</summary>
    Kill,

    /// <summary>Ends a kill, and starts the flag's rollouts again: at their first step, with fresh evidence.</summary>
    Restore,

    /// <summary>Takes a rollout to a stage, or begins it when the stage is 0. Never moves it back.</summary>
    Advance,

    /// <summary>Keeps a rollout at its stage until it is resumed.</summary>
    Pause,

    /// <summary>Ends a pause.</summary>
    Resume,

    /// <summary>Puts a reviewed document in force, for all environments.</summary>
    Publish,

    /// <summary>Puts an earlier document in force again, for all environments.</summary>
    Rollback,

    /// <summary>Changes nothing: records that a change was asked for and refused, and why.</summary>
    Refuse,

    /// <summary>Changes nothing: records the state of everything when the records before it were archived.</summary>
    Checkpoint,

    /// <summary>
    /// Changes nothing: records that the trail continues from a backup, so that positions after it are not compared with those before.
    /// </summary>
    Recover,

    /// <summary>
    /// Changes no flag: records a change of the server's own settings, such as a key that was created, rotated or revoked.
    /// </summary>
    Configure,
}

/// <summary>A requested change of state.</summary>
public sealed record StateChange
{
    /// <summary>
    /// Identifies the change, so that it may be delivered twice. By default it begins with the time (version 7), so that indexes of it grow
    /// at their end.
    /// </summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The environment it is for.</summary>
    public required string Environment { get; init; }

    /// <summary>What it does.</summary>
    public required StateAction Action { get; init; }

    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>Who asks.</summary>
    public required string By { get; init; }

    /// <summary>Where from: a host, a process, an address.</summary>
    public required string From { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The rollout that a ramp action is for (<see cref="Evaluation{T}.RolloutId"/>); null for kills and restores.</summary>
    public string? Rollout { get; init; }

    /// <summary>The stage that <see cref="StateAction.Advance"/> leads to, from 0.</summary>
    public int Stage { get; init; }

    /// <summary>The number of the evidence epoch that begins with the stage, from 1.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>The share that is exposed from then on, in percent: 0 to 100, with at most three decimals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has more decimals. The range is checked when the change is made.</exception>
    public decimal Percent { get => Percentage.Of(MilliPercent); init => MilliPercent = Percentage.Milli(value); }

    /// <summary>What the decision was based on, as JSON on one line, so that it can be recomputed; null when a person decided.</summary>
    public string? Evidence { get; init; }

    /// <summary>
    /// The hash of the document that <see cref="StateAction.Publish"/> or <see cref="StateAction.Rollback"/> puts in force: SHA-256, 64
    /// lower-case hexadecimal digits.
    /// </summary>
    public string? Document { get; init; }

    /// <summary>
    /// The hash of the document that the publisher believes to be in force: the change is refused if another one is. Empty if there must be
    /// none yet; null to publish whatever is in force.
    /// </summary>
    public string? ExpectedDocument { get; init; }

    /// <summary>The share in thousandths of a percent.</summary>
    internal int MilliPercent { get; init; }

    /// <summary>Whether it is about definitions or the trail, not about an environment's flags.</summary>
    internal bool IsGlobal => Action >= StateAction.Publish;

    private bool IsOfRamp => Action is StateAction.Advance or StateAction.Pause or StateAction.Resume;

    private bool IsOfDocument => Action is StateAction.Publish or StateAction.Rollback;

    /// <summary>
    /// The change as it is recorded: without what its action does not know, and with texts as records can hold them. Two changes that
    /// differ in nothing else are one.
    /// </summary>
    internal StateChange Canonical()
    {
        var isOfAll = IsGlobal && Action != StateAction.Refuse;
        return this with
        {
            Environment = isOfAll ? "*" : RecordEncoder.Storable(Environment),
            Flag = isOfAll ? "*" : RecordEncoder.Storable(Flag),
            By = RecordEncoder.Storable(By),
            From = RecordEncoder.Storable(From),
            Reason = RecordEncoder.Storable(Reason),
            Evidence = Evidence is null ? null : RecordEncoder.Storable(Evidence),
            At = At.ToUniversalTime(),
            Rollout = IsOfRamp && Rollout is not null ? RecordEncoder.Storable(Rollout) : null,
            Stage = IsOfRamp ? Stage : 0,
            Epoch = IsOfRamp ? Epoch : 1,
            MilliPercent = IsOfRamp ? MilliPercent : 0,
            Document = IsOfDocument ? Document : null,
            ExpectedDocument = IsOfDocument ? ExpectedDocument : null,
        };
    }
}
