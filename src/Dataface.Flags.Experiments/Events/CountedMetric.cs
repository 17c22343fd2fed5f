namespace Dataface.Flags.Experiments.Events;

/// <summary>How a metric counts the outcomes of a unit. Immutable; thread-safe.</summary>
internal sealed record CountedMetric
{
    /// <summary>The metric's place in the document, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>The type of the outcomes that are summed up.</summary>
    public required string Event { get; init; }

    /// <summary>The type of the outcomes that a ratio divides by; null for none.</summary>
    public string? Divisor { get; init; }

    /// <summary>The attribute whose numbers are summed up; null where outcomes are counted.</summary>
    public string? Attribute { get; init; }

    /// <summary>How long after the first exposure outcomes begin to count.</summary>
    public TimeSpan After { get; init; }

    /// <summary>How long after the first exposure they count no more; null for no such end.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>The moment from which on they count no more; null for none.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>The most that a unit's sum counts for; null for no cap.</summary>
    public double? Cap { get; init; }

    /// <summary>Whether a unit with an outcome is 1, however many it has.</summary>
    public bool IsProportion { get; init; }
}
