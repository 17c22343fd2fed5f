using Dataface.Flags.Values;

namespace Dataface.Flags.Documents;

/// <summary>Exposes a share of the eligible units.</summary>
public sealed record RolloutDefinition
{
    /// <summary>The ceiling in percent: 0 to 100, with at most three decimals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no such number.</exception>
    public required decimal Percent { get => Percentage.Of(MilliPercent); init => MilliPercent = Percentage.MilliOfShare(value); }

    /// <summary>The ceiling in thousandths of a percent.</summary>
    internal int MilliPercent { get; private init; }

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
    private readonly PercentageList _steps = new([]);

    /// <summary>Ascending shares in percent, each 0 to 100 with at most three decimals; at least one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is no such number.</exception>
    public required IReadOnlyList<decimal> StepsPercent
    {
        get => _steps;
        init => _steps = value as PercentageList ?? new([.. value.Select(step => Percentage.MilliOfShare(step))]);
    }

    /// <summary>The same in thousandths of a percent.</summary>
    internal IReadOnlyList<int> StepsMilliPercent => _steps.Milli;

    /// <summary>The least time at each step.</summary>
    public required TimeSpan Hold { get; init; }

    /// <summary>
    /// The first step, in percent, of an imported rollout that continues at the share that users already have, however large it is; null,
    /// the default, for a ramp that begins here.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 0 to 100 with at most three decimals.</exception>
    public decimal? StartAtPercent
    {
        get => StartAtMilliPercent is { } milli ? Percentage.Of(milli) : null;
        init => StartAtMilliPercent = value is { } percent ? Percentage.MilliOfShare(percent) : null;
    }

    /// <summary>The same in thousandths of a percent.</summary>
    internal int? StartAtMilliPercent { get; private init; }

    /// <summary>Why the ramp starts at <see cref="StartAtPercent"/>; null without it.</summary>
    public string? StartReason { get; init; }

    /// <summary>How long a step lasts without evidence, if the ramp may then advance and no other time is given.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromDays(1);

    /// <summary>How long the ramp stays at a step before it advances despite too little evidence; null, the default, for never.</summary>
    public TimeSpan? Patience { get; init; }
}
