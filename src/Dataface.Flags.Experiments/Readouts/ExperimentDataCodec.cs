using System.Buffers;
using System.Text.Json;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// Data as JSON, in one canonical form: the same data give the same bytes and the same evidence hash, whatever the order of the rows and
/// whenever they were loaded. Pure functions, safe for any number of threads.
/// </summary>
public static class ExperimentDataCodec
{
    /// <summary>The version of the form.</summary>
    public const int CurrentSchema = 1;

    /// <summary>
    /// The SHA-256 of the canonical form, in lower case hexadecimal: two readouts of the same evidence have the same hash.
    /// </summary>
    /// <param name="data">The data.</param>
    public static string HashOf(ExperimentData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var buffer = new HashingBuffer();
        Write(buffer, data);
        return buffer.Finish();
    }

    /// <summary>The canonical form, JSON in UTF-8 without white space.</summary>
    /// <param name="data">
    /// The data; the time when they were loaded is left out. A sum that is not finite is written as text, which <see cref="Read"/> refuses.
    /// </param>
    public static byte[] Write(ExperimentData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, data);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Write(ExperimentData)"/> wrote.</summary>
    /// <param name="utf8Json">JSON in UTF-8.</param>
    /// <exception cref="FormatException">It is not such JSON; the message says where and what is wrong.</exception>
    public static ExperimentData Read(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            var root = document.RootElement;
            if (root.GetProperty("schema").GetInt32() != CurrentSchema) throw new FormatException($"Only schema {CurrentSchema} is known.");
            return new()
            {
                Kpis = [.. root.GetProperty("kpis").EnumerateArray().Select(KpiJson.ReadKpi)],
                Exposures = [.. root.GetProperty("exposures").EnumerateArray().Select(KpiJson.ReadExposure)],
                ExcludedUnits = root.GetProperty("excludedUnits").GetInt64(),
                LastRefresh = root.TryGetProperty("lastRefresh", out var at) ? at.GetDateTimeOffset() : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is not the data of an experiment: {e.Message}", e);
        }
    }

    private static void Write(IBufferWriter<byte> buffer, ExperimentData data)
    {
        var rows = CanonicalRows.Of(data);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteNumber("schema", CurrentSchema);
        json.WriteStartArray("kpis");
        KpiRowWriter.Write(json, rows.Kpis);
        json.WriteEndArray();
        json.WriteStartArray("exposures");
        foreach (var exposure in rows.Exposures) KpiJson.Write(json, exposure);
        json.WriteEndArray();
        json.WriteNumber("excludedUnits", rows.ExcludedUnits);
        json.WriteEndObject();
    }
}
