using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>Reads a variant as a type; false when it is of another.</summary>
internal abstract class VariantReader<T>
{
    public abstract bool TryRead(CompiledVariant variant, [MaybeNullWhen(false)] out T value);
}

internal sealed class BooleanVariantReader : VariantReader<bool>
{
    public static readonly BooleanVariantReader Instance = new();

    public override bool TryRead(CompiledVariant variant, out bool value)
    {
        value = variant.Boolean;
        return variant.Kind == VariantKind.Boolean;
    }
}

internal sealed class StringVariantReader : VariantReader<string>
{
    public static readonly StringVariantReader Instance = new();

    public override bool TryRead(CompiledVariant variant, [MaybeNullWhen(false)] out string value)
    {
        value = variant.Text;
        return variant.Kind == VariantKind.String;
    }
}

internal sealed class NumberVariantReader : VariantReader<double>
{
    public static readonly NumberVariantReader Instance = new();

    public override bool TryRead(CompiledVariant variant, out double value)
    {
        value = variant.Number;
        return variant is { Kind: VariantKind.Number, Exact.IsExactDouble: true };
    }
}

internal sealed class IntegerVariantReader : VariantReader<long>
{
    public static readonly IntegerVariantReader Instance = new();

    public override bool TryRead(CompiledVariant variant, out long value)
    {
        value = variant.Exact.Integer;
        return variant is { Kind: VariantKind.Number, Exact.IsInteger: true };
    }
}

internal sealed class ObjectVariantReader<T>(JsonTypeInfo<T> type) : VariantReader<T>
    where T : class
{
    public override bool TryRead(CompiledVariant variant, [MaybeNullWhen(false)] out T value)
    {
        value = null;
        if (variant.Kind != VariantKind.Object) return false;
        try
        {
            value = variant.Json.Deserialize(type);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The caller's type rejects the document's object, with whatever its code throws: the same as any other type mismatch.
            return false;
        }

        return value is not null;
    }
}
