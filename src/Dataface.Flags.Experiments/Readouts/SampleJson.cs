using System.Globalization;
using System.Text.Json;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>How far a sample is, as JSON; what is not known is null.</summary>
internal static class SampleJson
{
    public static void Write(Utf8JsonWriter json, SampleProgress sample)
    {
        json.WriteString("metric", sample.Metric);
        json.WriteNumber("units", sample.Units);
        json.WriteNumber("exposed", sample.Exposed);
        Write(json, "planned", sample.Planned);
        Write(json, "neededDays", sample.NeededDays);
        json.WriteNumber("windowDays", sample.WindowDays);
        Write(json, "unitsPerDay", sample.UnitsPerDay);
        Write(json, "designedUnitsPerDay", sample.DesignedUnitsPerDay);
        json.WriteString("expectedOn", sample.ExpectedOn?.ToString("O", CultureInfo.InvariantCulture));
        Write(json, "unitsAtEnd", sample.UnitsAtEnd);
        json.WriteString("text", sample.ToString());
    }

    public static SampleProgress Read(JsonElement json) => new()
    {
        Metric = json.GetProperty("metric").GetString()!,
        Units = json.GetProperty("units").GetInt64(),
        Exposed = json.GetProperty("exposed").GetInt64(),
        Planned = Number(json, "planned"),
        NeededDays = Number(json, "neededDays"),
        WindowDays = json.GetProperty("windowDays").GetDouble(),
        UnitsPerDay = Number(json, "unitsPerDay"),
        DesignedUnitsPerDay = Number(json, "designedUnitsPerDay"),
        ExpectedOn = json.GetProperty("expectedOn").GetString() is { } day
            ? DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture) : null,
        UnitsAtEnd = Number(json, "unitsAtEnd"),
    };

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static double? Number(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
