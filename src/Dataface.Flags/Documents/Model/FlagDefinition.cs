namespace Dataface.Flags.Documents;

/// <summary>One flag as it was written, with defaults filled in. Immutable; thread-safe.</summary>
public sealed record FlagDefinition
{
    /// <summary>The flag's key, unique within a document.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// A second name by which evaluations find the flag, such as its name in another library; not a valid key. Null, the default, for none.
    /// Unique among all documents.
    /// </summary>
    public string? Alias { get; init; }

    /// <summary>
    /// Where the flag was imported from, if another library had it before; null, the default, for a flag that began here.
    /// </summary>
    public FlagImport? Imported { get; init; }

    /// <summary>What the flag is for; empty when not given.</summary>
    public string Description { get; init; } = "";

    /// <summary>The team or person responsible for the flag.</summary>
    public required string Owner { get; init; }

    /// <summary>What the flag is used for; decides its lifetime and its rules. Default <see cref="FlagKind.Release"/>.</summary>
    public FlagKind Kind { get; init; }

    /// <summary>The UTC day on which the flag was introduced.</summary>
    public required DateOnly Created { get; init; }

    /// <summary>The UTC day from which the flag is off, before renewals.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>Recorded extensions of the flag's life, in order; at most two, except for flags of kind operations.</summary>
    public IReadOnlyList<Renewal> Renewals { get; init; } = [];

    /// <summary>The sign-off that a pricing flag needs; otherwise optional.</summary>
    public Approval? Approval { get; init; }

    /// <summary>The variants in ordinal order of their names; all values are of one JSON type.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    /// <summary>The variant that every failure returns.</summary>
    public required string OffVariant { get; init; }

    /// <summary>The context attribute that holds the unit to bucket by. Default <c>userId</c>, or that of the layer.</summary>
    public required string BucketBy { get; init; }

    /// <summary>The salt of the flag's buckets. Default: the key.</summary>
    public required string Salt { get; init; }

    /// <summary>The slice of a layer that the flag is confined to, if any.</summary>
    public LayerSlice? Layer { get; init; }

    /// <summary>Flags that must serve a given variant to the same context, by key in ordinal order.</summary>
    public IReadOnlyList<Prerequisite> Requires { get; init; } = [];

    /// <summary>What the flag does in each environment; off in an environment that has no entry.</summary>
    public IReadOnlyDictionary<string, EnvironmentDefinition> Environments { get; init; } = new Dictionary<string, EnvironmentDefinition>();

    /// <summary>How the flag's rollouts are watched; null when they are not.</summary>
    public GuardDefinition? Guard { get; init; }

    /// <summary>The UTC day from which the flag is off: the last renewal's, or <see cref="Expires"/>.</summary>
    public DateOnly EffectiveExpiry => Renewals.Count == 0 ? Expires : Renewals[^1].Until;
}
