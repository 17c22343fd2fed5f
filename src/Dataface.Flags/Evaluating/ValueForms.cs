using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>The forms in which callers can have a flag's values. Only exact ones: no number is rounded or cut.</summary>
[Flags]
internal enum ValueForms : byte
{
    None = 0,
    Boolean = 1,
    Text = 2,
    Double = 4,
    Int64 = 8,
    Int32 = 16,
    Decimal = 32,
    Object = 64,
}

/// <summary>Finds the forms of values.</summary>
internal static class ValueForm
{
    /// <summary>The forms in which all variants can be given: a flag has one type for all of its answers.</summary>
    public static ValueForms OfAll(CompiledVariant[] variants)
    {
        var forms = (ValueForms)byte.MaxValue;
        foreach (var variant in variants) forms &= variant.Forms;
        return forms;
    }

    public static ValueForms Of(VariantKind kind, DocumentNumber? exact, decimal? digits) => kind switch
    {
        VariantKind.Boolean => ValueForms.Boolean,
        VariantKind.String => ValueForms.Text,
        VariantKind.Object => ValueForms.Object,
        _ => (exact is null or { IsExactDouble: true } ? ValueForms.Double : 0)
            | (exact is { IsInteger: true } ? ValueForms.Int64 : 0)
            | (exact is { IsInteger: true, Integer: >= int.MinValue and <= int.MaxValue } ? ValueForms.Int32 : 0)
            | (digits is not null ? ValueForms.Decimal : 0),
    };
}
