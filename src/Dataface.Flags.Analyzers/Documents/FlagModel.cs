using Dataface.Flags.Analyzers.Values;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>The type of a flag's variants.</summary>
internal enum FlagType
{
    /// <summary>true and false.</summary>
    Boolean,

    /// <summary>Texts.</summary>
    Text,

    /// <summary>Whole numbers of 64 bits.</summary>
    Integer,

    /// <summary>Numbers, of which at least one is not a whole number of 64 bits.</summary>
    Number,

    /// <summary>JSON objects.</summary>
    Object,
}

/// <summary>A flag as a document defines it: what generator, analyzers and clean-up need of it. A value, without places.</summary>
internal sealed record FlagModel
{
    public required string Key { get; init; }

    /// <summary>A name that can be no key, by which evaluations find the flag, too; null for none.</summary>
    public string? Alias { get; init; }

    public string Description { get; init; } = "";

    public required string Owner { get; init; }

    /// <summary>release, experiment, copy, pricing or operations.</summary>
    public string Kind { get; init; } = "release";

    public DateTime Created { get; init; }

    /// <summary>The UTC day from which the flag is off, renewals included.</summary>
    public DateTime Expires { get; init; }

    public FlagType Type { get; init; }

    /// <summary>In ordinal order of their names.</summary>
    public EquatableArray<VariantModel> Variants { get; init; }

    public required string OffVariant { get; init; }

    /// <summary>The attribute that holds the unit; null when its layer, which another document defines, decides.</summary>
    public string? BucketBy { get; init; }

    /// <summary>The key, unless the document says otherwise.</summary>
    public required string Salt { get; init; }

    /// <summary>Whether some environment divides units, so that an evaluation needs one.</summary>
    public bool HasRollout { get; init; }

    /// <summary>The variant that every failure returns.</summary>
    public VariantModel Off => Find(OffVariant)!;

    /// <summary>The variant of a name, or null.</summary>
    public VariantModel? Find(string name) => Variants.FirstOrDefault(v => v.Name == name);
}

/// <summary>A named value that a flag can serve.</summary>
/// <param name="Name">The variant's name.</param>
/// <param name="Text">What a text holds, or the value as it is written in JSON.</param>
/// <param name="Number">The number; 0 for other types.</param>
internal sealed record VariantModel(string Name, string Text, JsonNumber Number)
{
    /// <summary>Whether it is the truth value true.</summary>
    public bool IsTrue => Text == "true";
}
