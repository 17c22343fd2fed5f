using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>What all evaluations of one flag share, whatever its state.</summary>
internal sealed class FlagDetails(FlagDefinition definition, FlagSource source, CompiledVariant[] variants)
{
    public string Key => Definition.Key;

    public FlagDefinition Definition { get; } = definition;

    public FlagSource Source { get; } = source;

    public CompiledVariant[] Variants { get; } = variants;

    /// <summary>The forms in which callers can have the variants' values.</summary>
    public ValueForms Forms => ValueForm.OfAll(Variants);

    /// <summary>The variants as objects; null where they are no objects.</summary>
    public VariantObjects? Objects { get; } = variants[0].Kind == VariantKind.Object ? new(variants) : null;

    public CompiledVariant OffVariant => VariantNamed(Definition.OffVariant);

    public CompiledVariant VariantNamed(string name)
    {
        // No closure: it is asked a dozen times for each of ten thousand flags.
        foreach (var variant in Variants)
        {
            if (variant.Name == name) return variant;
        }

        throw new InvalidOperationException($"There is no variant '{name}'.");
    }
}
