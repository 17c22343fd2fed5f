using Dataface.Flags.Documents;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Evaluating;

/// <summary>What all evaluations of one flag share, whatever its state.</summary>
internal sealed class FlagDetails(FlagDefinition definition, FlagSource source, CompiledVariant[] variants)
{
    public string Key { get; } = definition.Key;

    public FlagDefinition Definition { get; } = definition;

    public FlagSource Source { get; } = source;

    public CompiledVariant[] Variants { get; } = variants;

    public CompiledVariant OffVariant { get; } = Array.Find(variants, v => v.Name == definition.OffVariant)!;

    public VariantKind Kind => OffVariant.Kind;

    public FlagCounters Counters { get; set; } = FlagCounters.None;

    public CompiledVariant VariantNamed(string name) => Array.Find(Variants, v => v.Name == name)!;
}
