namespace Dataface.Flags.Cli.Import.Deciding;

/// <summary>Which share of units gets which variant; the shares make 1. Equal when the shares are.</summary>
internal sealed class Mix : IEquatable<Mix>
{
    private Mix(IEnumerable<(string Variant, decimal Share)> parts) => Parts =
    [
        .. parts.GroupBy(p => p.Variant, StringComparer.Ordinal).Select(g => (g.Key, Share: g.Sum(p => p.Share)))
            .Where(p => p.Share > 0).OrderBy(p => p.Key, StringComparer.Ordinal),
    ];

    /// <summary>In ordinal order of their names; each share is above 0.</summary>
    public IReadOnlyList<(string Variant, decimal Share)> Parts { get; }

    /// <summary>The variant that everybody gets; null when there are several.</summary>
    public string? Only => Parts.Count == 1 ? Parts[0].Variant : null;

    /// <summary>The probability that two independent draws differ: whom another hash moves.</summary>
    public decimal Moved => 1 - Parts.Sum(p => p.Share * p.Share);

    public static Mix Of(string variant) => new([(variant, 1)]);

    public static Mix Of(IEnumerable<(string Variant, decimal Share)> parts) => new(parts);

    /// <summary>One mix for a share of units, and another one for the rest.</summary>
    public static Mix Blend(decimal share, Mix inside, Mix outside) => new(
        inside.Parts.Select(p => (p.Variant, p.Share * share)).Concat(outside.Parts.Select(p => (p.Variant, p.Share * (1 - share)))));

    public decimal ShareOf(string variant) => Parts.FirstOrDefault(p => p.Variant == variant).Share;

    public bool Equals(Mix? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override bool Equals(object? obj) => Equals(obj as Mix);

    public override int GetHashCode() => Parts.Count;
}
