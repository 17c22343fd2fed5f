using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// Rows of data as JSON objects, as <see cref="Json.StrictJson"/> reads them, and their parts. <see cref="KpiFields"/> has the
/// names, which CSV files share; <see cref="KpiRowWriter"/> writes whole rows.
/// </summary>
internal static class KpiJson
{
    /// <summary>The fields of the sums that a kind has.</summary>
    public static void WriteSums(Utf8JsonWriter json, in SampleStatistics sums)
    {
        json.WriteString(KpiFields.Kind, KpiFields.KindName(sums.Kind));
        json.WriteNumber(KpiFields.Units, sums.Units);
        for (var i = 0; i < KpiFields.SumsOf(sums.Kind); i++) Number(json, KpiFields.Sums[i], KpiFields.SumAt(sums, i));
    }

    public static void Write(Utf8JsonWriter json, ExposureCount exposure)
    {
        json.WriteStartObject();
        json.WriteString(KpiFields.Variant, exposure.Variant);
        json.WriteString(KpiFields.Cohort, exposure.Cohort.ToString("O", CultureInfo.InvariantCulture));
        json.WriteNumber(KpiFields.Units, exposure.Units);
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">A field is missing or wrong.</exception>
    public static KpiValue ReadKpi(JsonElement row) => KpiFields.ReadKpi(name => Text(row, name));

    /// <exception cref="FormatException">A field is missing or wrong.</exception>
    public static ExposureCount ReadExposure(JsonElement row) => KpiFields.ReadExposure(name => Text(row, name));

    /// <summary>A field as text, a number as it stands; null when it is not there.</summary>
    public static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Null => null,
            _ => throw new FormatException($"'{name}' is neither text nor a number."),
        }
        : null;

    /// <summary>The first name in an object that is not among those that are known; null for none.</summary>
    public static string? UnknownName(JsonElement row, IReadOnlyList<string> known) =>
        row.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !known.Contains(name));

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value + 0.0); // −0 becomes 0.
        else json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }
}
