using Dataface.Flags.Values;

namespace Dataface.Flags.Documents;

/// <summary>A layer: flags in its disjoint slices never apply to the same unit.</summary>
public sealed record LayerDefinition
{
    /// <summary>The layer's name.</summary>
    public required string Name { get; init; }

    /// <summary>The context attribute that holds the unit, for the layer and all its flags.</summary>
    public required string BucketBy { get; init; }
}

/// <summary>A slice of a layer, [from, to).</summary>
public sealed record LayerSlice
{
    /// <summary>The layer's name.</summary>
    public required string Name { get; init; }

    /// <summary>The lower end in percent: 0 to 100, with at most three decimals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no such number.</exception>
    public required decimal FromPercent
    {
        get => Percentage.Of(FromMilliPercent);
        init => FromMilliPercent = Percentage.MilliOfShare(value);
    }

    /// <summary>The upper end in percent, above the lower: at most 100, with at most three decimals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no such number.</exception>
    public required decimal ToPercent
    {
        get => Percentage.Of(ToMilliPercent);
        init => ToMilliPercent = Percentage.MilliOfShare(value);
    }

    /// <summary>The lower end in thousandths of a percent.</summary>
    internal int FromMilliPercent { get; private init; }

    /// <summary>The upper end in thousandths of a percent.</summary>
    internal int ToMilliPercent { get; private init; }
}

/// <summary>A flag that must serve a given variant.</summary>
/// <param name="Flag">The required flag's key.</param>
/// <param name="Variant">The variant that it must serve to the same context.</param>
public sealed record Prerequisite(string Flag, string Variant);
