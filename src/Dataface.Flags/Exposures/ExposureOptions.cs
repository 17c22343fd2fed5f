using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Exposures;

/// <summary>
/// How exposures and tracked events are recorded. Without a sink (<see cref="FlagClientOptions.AddExposureSink"/>) none are recorded, at no
/// cost. Not thread-safe.
/// </summary>
public sealed class ExposureOptions
{
    internal const int LeastRemembered = 1_024;
    internal const int MostRemembered = 1 << 28;

    /// <summary>Which flags take part without being named in <see cref="Flags"/>.</summary>
    /// <value><see cref="ExposureScope.Experiments"/> by default.</value>
    public ExposureScope Scope { get; set; }

    /// <summary>The keys of flags that take part whatever their kind.</summary>
    /// <value>Empty by default.</value>
    public IList<string> Flags { get; } = [];

    /// <summary>How units are written.</summary>
    /// <value><see cref="UnitForm.KeyedHash"/> by default, which needs <see cref="FlagClientOptions.UnitSecret"/>; not
    /// <see cref="UnitForm.None"/>.</value>
    public UnitForm Units { get; set; } = UnitForm.KeyedHash;

    /// <summary>
    /// How many pairs of unit and rollout are remembered so that they are not recorded again, at 8 bytes each. Beyond that, new pairs
    /// replace old ones, which may then be recorded once more.
    /// </summary>
    /// <value>1,048,576 by default (8 MB); 1,024 to 268,435,456, rounded up to a power of two.</value>
    public int RememberedUnits { get; set; } = 1 << 20;

    /// <summary>
    /// How many exposures may wait for each sink, and how many tracked events; beyond that they are dropped and counted.
    /// </summary>
    /// <value>65,536 by default (2 MB, or 5 MB of tracked events, and the text of their units); 1 or more.</value>
    public int QueueCapacity { get; set; } = 65_536;

    /// <summary>How long stopping the client waits for the sinks to take the exposures that are waiting.</summary>
    /// <value>5 seconds by default; 0 or more.</value>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
