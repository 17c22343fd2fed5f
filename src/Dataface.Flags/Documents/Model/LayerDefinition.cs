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
/// <param name="Name">The layer's name.</param>
/// <param name="FromMilliPercent">The lower end, in thousandths of a percent, 0..100000.</param>
/// <param name="ToMilliPercent">The upper end, above the lower, at most 100000.</param>
public sealed record LayerSlice(string Name, int FromMilliPercent, int ToMilliPercent)
{
    /// <summary>The lower end in percent, 0 to 100.</summary>
    public decimal FromPercent => FromMilliPercent / 1000m;

    /// <summary>The upper end in percent, above the lower, at most 100.</summary>
    public decimal ToPercent => ToMilliPercent / 1000m;
}

/// <summary>A flag that must serve a given variant.</summary>
/// <param name="Flag">The required flag's key.</param>
/// <param name="Variant">The variant that it must serve to the same context.</param>
public sealed record Prerequisite(string Flag, string Variant);
