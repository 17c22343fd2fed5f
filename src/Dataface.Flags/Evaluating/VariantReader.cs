using System.Text.Json.Serialization.Metadata;

namespace Dataface.Flags.Evaluating;

/// <summary>Reads a flag's variants as a type. Stateless, so that a handle can be used with any number of clients and snapshots at
/// once.</summary>
/// <param name="form">The form that the variants must have.</param>
internal abstract class VariantReader<T>(ValueForms form)
{
    public ValueForms Form { get; } = form;

    /// <summary>Whether every variant can be read.</summary>
    public virtual bool Reads(FlagDetails flag) => (flag.Forms & Form) != 0;

    /// <summary>The value of a variant of a flag that can be read.</summary>
    public abstract T Read(FlagDetails flag, CompiledVariant variant);
}

internal sealed class BooleanVariantReader() : VariantReader<bool>(ValueForms.Boolean)
{
    public static readonly BooleanVariantReader Instance = new();

    public override bool Read(FlagDetails flag, CompiledVariant variant) => variant.Boolean;
}

internal sealed class StringVariantReader() : VariantReader<string>(ValueForms.Text)
{
    public static readonly StringVariantReader Instance = new();

    public override string Read(FlagDetails flag, CompiledVariant variant) => variant.Text;
}

internal sealed class DoubleVariantReader() : VariantReader<double>(ValueForms.Double)
{
    public static readonly DoubleVariantReader Instance = new();

    public override double Read(FlagDetails flag, CompiledVariant variant) => variant.Number;
}

internal sealed class Int64VariantReader() : VariantReader<long>(ValueForms.Int64)
{
    public static readonly Int64VariantReader Instance = new();

    public override long Read(FlagDetails flag, CompiledVariant variant) => variant.Integer;
}

internal sealed class Int32VariantReader() : VariantReader<int>(ValueForms.Int32)
{
    public static readonly Int32VariantReader Instance = new();

    public override int Read(FlagDetails flag, CompiledVariant variant) => (int)variant.Integer;
}

internal sealed class DecimalVariantReader() : VariantReader<decimal>(ValueForms.Decimal)
{
    public static readonly DecimalVariantReader Instance = new();

    public override decimal Read(FlagDetails flag, CompiledVariant variant) => variant.Decimal;
}

internal sealed class ObjectVariantReader<T>(JsonTypeInfo<T> type) : VariantReader<T>(ValueForms.Object)
    where T : class
{
    public override bool Reads(FlagDetails flag) => base.Reads(flag) && flag.Objects!.Of(type) is not null;

    public override T Read(FlagDetails flag, CompiledVariant variant) => (T)flag.Objects!.Of(type)![variant.Index];
}
