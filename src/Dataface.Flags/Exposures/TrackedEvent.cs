namespace Dataface.Flags.Exposures;

/// <summary>
/// Something that happened to a unit, as <see cref="FlagTrackingExtensions.Track"/> was told, such as a purchase. A readonly value;
/// thread-safe. The default value has no unit and no name and is never given out.
/// </summary>
public readonly record struct TrackedEvent
{
    /// <summary>The version of this record's fields; raised when one changes its meaning.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version that the event was written with: <see cref="CurrentSchemaVersion"/>.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>
    /// Tells the event from all others. It is the same for every sink, and whenever a batch comes again, so whoever counts takes the first
    /// of each.
    /// </summary>
    public Guid Id { get; init; }

    /// <summary>When it was tracked, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The unit, in the form that <see cref="ExposureOptions.Units"/> allows: the same as in its exposures.</summary>
    public string Unit { get; init; }

    /// <summary>What happened: what a metric calls its <c>event</c>.</summary>
    public string Name { get; init; }

    /// <summary>How much, such as the amount of a purchase; null where events are only counted.</summary>
    public double? Value { get; init; }
}
