namespace Dataface.Flags.State;

/// <summary>How far a change got. Higher values include the lower.</summary>
public enum StateReach
{
    /// <summary>In force in this process only.</summary>
    Local,

    /// <summary>Will survive a restart of the store.</summary>
    Durable,

    /// <summary>The store has announced it to every instance.</summary>
    Fleet,

    /// <summary>Every instance that the server had heard of when the change was recorded has reported that it has it in force.</summary>
    Confirmed,
}
