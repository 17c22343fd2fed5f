namespace Dataface.Flags.State;

/// <summary>What a <see cref="StateChange"/> does.</summary>
public enum StateAction
{
    /// <summary>Switches a flag off until it is restored.</summary>
    Kill,

    /// <summary>Ends a kill.</summary>
    Restore,
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
}
