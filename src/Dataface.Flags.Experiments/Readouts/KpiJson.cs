using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>One row of data as a JSON object. <see cref="KpiFields"/> has the names, which CSV files share.</summary>
internal static class KpiJson
{
    public static void Write(Utf8JsonWriter json, KpiValue kpi)
    {
        json.WriteStartObject();
        json.WriteString(Encoded.Variant, kpi.Variant);
        json.WriteString(Encoded.Metric, kpi.Metric);
        WriteDay(json, kpi.Cohort);
        WriteSums(json, kpi.Statistics);
        json.WriteString(Encoded.RefreshedAt, kpi.RefreshedAt.UtcDateTime);
        json.WriteEndObject();
    }

    /// <summary>The fields of the sums that a kind has.</summary>
    public static void WriteSums(Utf8JsonWriter json, in SampleStatistics sums)
    {
        json.WriteString(Encoded.Kind, KpiFields.KindName(sums.Kind));
        json.WriteNumber(Encoded.Units, sums.Units);
        Number(json, Encoded.Sum, sums.Sum);
        if (sums.Kind != StatisticKind.Proportion) Number(json, Encoded.SumOfSquares, sums.SumOfSquares);
        if (sums.Kind == StatisticKind.Ratio)
        {
            Number(json, Encoded.DenominatorSum, sums.DenominatorSum);
            Number(json, Encoded.DenominatorSumOfSquares, sums.DenominatorSumOfSquares);
            Number(json, Encoded.CrossSum, sums.CrossSum);
        }
    }

    public static void Write(Utf8JsonWriter json, ExposureCount exposure)
    {
        json.WriteStartObject();
        json.WriteString(Encoded.Variant, exposure.Variant);
        WriteDay(json, exposure.Cohort);
        json.WriteNumber(Encoded.Units, exposure.Units);
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
            JsonValueKind.String => StringOf(value, name),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Null => null,
            _ => throw new FormatException($"'{name}' is neither text nor a number."),
        }
        : null;

    /// <summary>The first name in an object that is not among those that are known; null for none.</summary>
    /// <exception cref="FormatException">A name has characters that are none.</exception>
    public static string? UnknownName(JsonElement row, IReadOnlyList<string> known)
    {
        try
        {
            return row.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !known.Contains(name));
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("A name has a character that is none.", error);
        }
    }

    /// <summary>JSON can escape half a character, which no text can hold.</summary>
    private static string StringOf(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException($"'{name}' has a character that is none.", error);
        }
    }

    private static void WriteDay(Utf8JsonWriter json, DateOnly day)
    {
        Span<char> text = stackalloc char[10];
        _ = day.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        json.WriteString(Encoded.Cohort, text);
    }

    private static void Number(Utf8JsonWriter json, JsonEncodedText name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value + 0.0); // −0 becomes 0.
        else json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The names, escaped once and not for each of a year's rows.</summary>
    private static class Encoded
    {
        public static readonly JsonEncodedText Variant = JsonEncodedText.Encode(KpiFields.Variant);
        public static readonly JsonEncodedText Metric = JsonEncodedText.Encode(KpiFields.Metric);
        public static readonly JsonEncodedText Cohort = JsonEncodedText.Encode(KpiFields.Cohort);
        public static readonly JsonEncodedText Kind = JsonEncodedText.Encode(KpiFields.Kind);
        public static readonly JsonEncodedText Units = JsonEncodedText.Encode(KpiFields.Units);
        public static readonly JsonEncodedText Sum = JsonEncodedText.Encode(KpiFields.Sum);
        public static readonly JsonEncodedText SumOfSquares = JsonEncodedText.Encode(KpiFields.SumOfSquares);
        public static readonly JsonEncodedText DenominatorSum = JsonEncodedText.Encode(KpiFields.DenominatorSum);
        public static readonly JsonEncodedText DenominatorSumOfSquares = JsonEncodedText.Encode(KpiFields.DenominatorSumOfSquares);
        public static readonly JsonEncodedText CrossSum = JsonEncodedText.Encode(KpiFields.CrossSum);
        public static readonly JsonEncodedText RefreshedAt = JsonEncodedText.Encode(KpiFields.RefreshedAt);
    }
}
