using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>How a <see cref="FileFlagStateStore"/> works. Copied when one is made; later changes have no effect. Not thread-safe.</summary>
public sealed class FileFlagStateStoreOptions
{
    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How often the file is checked where the system does not report changes.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan PollInterval { get; set; } = FileMonitor.DefaultPollInterval;

    /// <summary>How long to wait for another process that is writing.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The size in bytes above which the journal's records are moved into a compressed archive beside it, and the journal starts again with
    /// a checkpoint. If this would not halve the file, it is left as it is.
    /// </summary>
    /// <value>16 MB (16,777,216) by default; 0 for never; must not be negative.</value>
    public long CompactAbove { get; set; } = 16 * 1024 * 1024;

    /// <summary>Is told after each step of a compaction: a crash there is what it stands for.</summary>
    internal Action? CompactionStepped { get; set; }

    internal FileFlagStateStoreOptions Copy() => (FileFlagStateStoreOptions)MemberwiseClone();
}
