using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Documents;

/// <summary>Which variants are compared, in which audience, for how long, and for which effect. Immutable; thread-safe.</summary>
public sealed record ExperimentDesign
{
    /// <summary>The flag's variant with today's behaviour.</summary>
    public required string Control { get; init; }

    /// <summary>The flag's variants that are compared with control; at least one.</summary>
    public required IReadOnlyList<string> Treatments { get; init; }

    /// <summary>Control and the treatments, in this order.</summary>
    internal IReadOnlyList<string> Arms => [Control, .. Treatments];

    /// <summary>The weight of each of <see cref="Arms"/>.</summary>
    internal double[] Weights => [.. Arms.Select(arm => Split.TryGetValue(arm, out var weight) ? weight : 1)];

    /// <summary>Who takes part; null for everyone.</summary>
    public Condition? Audience { get; init; }

    /// <summary>The named segment that a pricing experiment is confined to; null for none.</summary>
    public string? Cohort { get; init; }

    /// <summary>The layer whose experiments share no unit; null for none.</summary>
    public string? Layer { get; init; }

    /// <summary>The weights by which participants are divided among the arms, as in the flag; empty for equal weights.</summary>
    public IReadOnlyDictionary<string, double> Split { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The share of the audience that takes part, control included; above 0, at most 1.</summary>
    public required double Exposure { get; init; }

    /// <summary>The first UTC day; null when not stated.</summary>
    public DateOnly? Start { get; init; }

    /// <summary>The UTC day on which it is over; null when not stated, which the policy refuses.</summary>
    public DateOnly? End { get; init; }

    /// <summary>The smallest relative effect on the primary metrics that is worth detecting, as a fraction above 0.</summary>
    public required double MinimumDetectableEffect { get; init; }

    /// <summary>The probability of detecting that effect if it exists. Default 0.8.</summary>
    public double Power { get; init; } = 0.8;

    /// <summary>The probability of detecting an effect that does not exist, over all primary metrics. Default 0.05.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>The new units per day expected in the audience, before <see cref="Exposure"/>.</summary>
    public required double Traffic { get; init; }

    /// <summary>When you may look at the results. Default <see cref="TestKind.Sequential"/>.</summary>
    public TestKind Test { get; init; }
}

/// <summary>When you may look at the primary metrics.</summary>
public enum TestKind
{
    /// <summary>At any time: the interval is valid at every look. The default.</summary>
    Sequential,

    /// <summary>Once, at the planned sample.</summary>
    Fixed,
}
