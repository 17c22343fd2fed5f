namespace Dataface.Flags.Exposures;

/// <summary>
/// One unit was given one variant by one rollout. A readonly value; thread-safe. The default value has no unit and is never passed to a
/// sink.
/// </summary>
public readonly record struct Exposure
{
    /// <summary>The version of this record's fields; raised when a field changes its meaning.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version that the exposure was written with: <see cref="CurrentSchemaVersion"/>.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>When the unit was first seen with this variant, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The unit, in the form that <see cref="ExposureOptions.Units"/> allows.</summary>
    public string Unit { get; init; }

    /// <summary>The flag's key.</summary>
    public string Flag { get; init; }

    /// <summary>The variant's name.</summary>
    public string Variant { get; init; }

    /// <summary>Identifies the rollout; the same as <see cref="Evaluation{T}.RolloutId"/>.</summary>
    public string RolloutId { get; init; }

    /// <summary>The ramp's stage, from 0; 0 without a ramp.</summary>
    public int Stage { get; init; }

    /// <summary>The side of the rollout: <see cref="RolloutArm.Treatment"/>, or in experiments <see cref="RolloutArm.Control"/>.</summary>
    public RolloutArm Arm { get; init; }
}
