namespace Dataface.Flags.Documents;

/// <summary>Exposes a share of the eligible units.</summary>
public sealed record RolloutDefinition
{
    /// <summary>The ceiling, in thousandths of a percent, 0..100000.</summary>
    public required int MilliPercent { get; init; }

    /// <summary>The ceiling in percent, 0 to 100.</summary>
    public decimal Percent => MilliPercent / 1000m;

    /// <summary>How exposed units are divided, in ordinal order of variant names; weights 0..1,000,000, not all zero.</summary>
    public required IReadOnlyList<SplitWeight> Split { get; init; }

    /// <summary>The steps towards the ceiling; null for none.</summary>
    public RampDefinition? Ramp { get; init; }
}

/// <summary>A variant's share of the exposed units.</summary>
/// <param name="Variant">The variant's name.</param>
/// <param name="Weight">Its weight, 0..1,000,000.</param>
public sealed record SplitWeight(string Variant, int Weight);

/// <summary>How a rollout grows.</summary>
public sealed record RampDefinition
{
    /// <summary>Ascending shares, in thousandths of a percent; at least one.</summary>
    public required IReadOnlyList<int> StepsMilliPercent { get; init; }

    /// <summary>Ascending shares in percent; at least one.</summary>
    public IEnumerable<decimal> StepsPercent => StepsMilliPercent.Select(step => step / 1000m);

    /// <summary>The least time at each step.</summary>
    public required TimeSpan Hold { get; init; }

    /// <summary>
    /// The first step, in thousandths of a percent, of an imported rollout that continues at the share that users already have, however
    /// large it is; null, the default, for a ramp that begins here.
    /// </summary>
    public int? StartAtMilliPercent { get; init; }

    /// <summary>Why the ramp starts at <see cref="StartAtMilliPercent"/>; null without it.</summary>
    public string? StartReason { get; init; }

    /// <summary>How long a step lasts without evidence, if the ramp may then advance and no other time is given.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromDays(1);

    /// <summary>How long the ramp stays at a step before it advances despite too little evidence; null, the default, for never.</summary>
    public TimeSpan? Patience { get; init; }
}
