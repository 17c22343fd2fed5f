using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>How a <see cref="FileFlagStateStore"/> works.</summary>
public sealed record FileFlagStateStoreOptions
{
    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How often the file is looked at where the system gives no notice of changes.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan PollInterval { get; init; } = FileMonitor.DefaultPollInterval;

    /// <summary>How long to wait for another process that writes.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
