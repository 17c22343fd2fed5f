namespace Dataface.Flags.Experiments.Readouts;

/// <summary>The progress of a primary metric's sample against its plan, and when it will be complete. Immutable; thread-safe.</summary>
public sealed record SampleProgress
{
    /// <summary>The metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>The units whose whole window is over, all variants together.</summary>
    public required long Units { get; init; }

    /// <summary>All units that were exposed, all variants together.</summary>
    public required long Exposed { get; init; }

    /// <summary>The planned units, all variants together; null where the document does not say enough to plan.</summary>
    public double? Planned { get; init; }

    /// <summary>The share of the plan that is there, 0 to 1; null without a plan.</summary>
    public double? Share => Planned is > 0 and var planned ? Math.Min(1, Units / planned) : null;

    /// <summary>The days of designed traffic that expose the planned units; null where that is not known.</summary>
    public double? NeededDays { get; init; }

    /// <summary>The days after that until the last unit's window is over; 0 without a window.</summary>
    public double WindowDays { get; init; }

    /// <summary>The units exposed each day, in the last whole week; null before the first.</summary>
    public double? UnitsPerDay { get; init; }

    /// <summary>The units that the design expects each day; null where it does not say.</summary>
    public double? DesignedUnitsPerDay { get; init; }

    /// <summary>
    /// The UTC day on which the planned sample is expected, at the present rate, or at the designed one before the first unit; may be after
    /// the end. Null where that is not known, or when no further look is planned.
    /// </summary>
    public DateOnly? ExpectedOn { get; init; }

    /// <summary>The units that will have been exposed at the end, at that rate; null without an end.</summary>
    public double? UnitsAtEnd { get; init; }

    /// <summary>Whether fewer units arrive before the end than are planned.</summary>
    public bool IsShort => ExpectedOn is not null && UnitsAtEnd < Planned;

    /// <summary>What the plan takes, in a sentence or two, whatever has come of it so far.</summary>
    internal string Plan => ProgressText.OfPlan(this);

    /// <summary>The whole progress in a few plain sentences.</summary>
    public override string ToString() => ProgressText.Of(this);
}
