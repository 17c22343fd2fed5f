namespace Dataface.Flags.State;

/// <summary>What a <see cref="StateChange"/> does.</summary>
public enum StateAction
{
    /// <summary>Switches a flag off until it is restored.</summary>
    Kill,

    /// <summary>Ends a kill, and begins the flag's rollouts anew: at their first step, with fresh evidence.</summary>
    Restore,

    /// <summary>Takes a rollout to a stage, or begins it when the stage is 0. Never takes it back.</summary>
    Advance,

    /// <summary>Keeps a rollout at its stage until it is resumed.</summary>
    Pause,

    /// <summary>Ends a pause.</summary>
    Resume,
}

/// <summary>How far a change got. Higher values include the lower.</summary>
public enum StateReach
{
    /// <summary>In force in this process only.</summary>
    Local,

    /// <summary>Will survive a restart of the store.</summary>
    Durable,

    /// <summary>The store has announced it to every instance.</summary>
    Fleet,
}

/// <summary>A change of state that somebody asks for.</summary>
public sealed record StateChange
{
    /// <summary>Identifies the change, so that it can be delivered twice.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

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

    /// <summary>The share that is exposed from then on, in thousandths of a percent.</summary>
    public int MilliPercent { get; init; }

    /// <summary>What decided, as JSON on one line, so that the decision can be recomputed; null when a person did.</summary>
    public string? Evidence { get; init; }
}
