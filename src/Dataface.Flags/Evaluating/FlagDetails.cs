using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>What all evaluations of one flag share, whatever its state.</summary>
internal sealed class FlagDetails(FlagDefinition definition, FlagSource source, CompiledVariant[] variants)
{
    public string Key { get; } = definition.Key;

    public FlagDefinition Definition { get; } = definition;

    public FlagSource Source { get; } = source;

    public CompiledVariant[] Variants { get; } = variants;

    public CompiledVariant OffVariant { get; } = Array.Find(variants, v => v.Name == definition.OffVariant)!;

    public CompiledVariant VariantNamed(string name) => Array.Find(Variants, v => v.Name == name)!;
}
