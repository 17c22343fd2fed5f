using System.Text;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Values;

namespace Dataface.Flags.Evaluating;

/// <summary>A variant, with its value taken out of the JSON once.</summary>
internal sealed class CompiledVariant
{
    public CompiledVariant(Variant variant, int index)
    {
        (Name, Index, Kind, Json) = (variant.Name, index, variant.Kind, variant.Value);
        DocumentNumber? exact = null;
        decimal? digits = null;
        if (Kind == VariantKind.Number)
        {
            var json = Encoding.UTF8.GetBytes(Json.GetRawText());
            exact = DocumentNumber.TryParse(json, out var number) ? number : null;
            digits = JsonDigits.TryDecimal(json, out var parsed) ? parsed : null;
            (Number, Integer, Decimal) = (Json.GetDouble(), number.Integer, parsed);
        }

        Boolean = Json.ValueKind == JsonValueKind.True;
        Text = Kind == VariantKind.String ? Json.GetString()! : "";
        Forms = ValueForm.Of(Kind, exact, digits);
    }

    public string Name { get; }

    public int Index { get; }

    public VariantKind Kind { get; }

    public JsonElement Json { get; }

    /// <summary>The forms in which the value can be given; what follows is valid for these.</summary>
    public ValueForms Forms { get; }

    public bool Boolean { get; }

    public string Text { get; }

    public double Number { get; }

    /// <summary>Of 64 bits, and where <see cref="Forms"/> say so of 32.</summary>
    public long Integer { get; }

    public decimal Decimal { get; }
}
