using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Dataface.Flags.Exposures;

/// <summary>
/// Writes exposures, or tracked events, as a batch of CloudEvents (1.0, JSON), into a buffer of its own that it uses again. Not
/// thread-safe.
/// </summary>
/// <param name="environment">The environment that they are of.</param>
internal sealed class ExposureEventWriter(string environment)
{
    /// <summary>What an exposure is called among events.</summary>
    public const string Type = "dataface.flags.exposure";

    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);

    /// <summary>The batch, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<Exposure> exposures)
    {
        using var json = Begin();
        foreach (ref readonly var exposure in exposures) Write(json, exposure);
        return End(json);
    }

    /// <summary>The batch, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<TrackedEvent> events)
    {
        using var json = Begin();
        foreach (ref readonly var tracked in events) Write(json, tracked);
        return End(json);
    }

    private Utf8JsonWriter Begin()
    {
        _buffer.ResetWrittenCount();
        var json = new Utf8JsonWriter(_buffer);
        json.WriteStartArray();
        return json;
    }

    private ReadOnlyMemory<byte> End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.Flush();
        return _buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json, in Exposure exposure)
    {
        // The same exposure sent again has the same id, in this process and after a restart.
        var id = string.Create(
            CultureInfo.InvariantCulture, $"{exposure.Unit}|{exposure.RolloutId}|{exposure.Variant}|{exposure.Time.UtcTicks}");
        WriteBeginning(json, id, Type, exposure.Time, exposure.SchemaVersion, exposure.Unit);
        json.WriteString("flag"u8, exposure.Flag);
        json.WriteString("variant"u8, exposure.Variant);
        json.WriteString("rollout"u8, exposure.RolloutId);
        json.WriteNumber("stage"u8, exposure.Stage);
        json.WriteString("arm"u8, exposure.Arm == RolloutArm.Control ? "control"u8 : "treatment"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, in TrackedEvent tracked)
    {
        WriteBeginning(json, tracked.Id.ToString(), tracked.Name, tracked.Time, tracked.SchemaVersion, tracked.Unit);
        if (tracked.Value is { } value)
        {
            json.WriteStartObject("attributes"u8);
            json.WriteNumber("amount"u8, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What all events begin with, into their data.</summary>
    private void WriteBeginning(Utf8JsonWriter json, string id, string type, DateTimeOffset time, int version, string unit)
    {
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, id);
        json.WriteString("source"u8, "dataface-flags"u8);
        json.WriteString("type"u8, type);
        json.WriteString("time"u8, time.UtcDateTime);
        json.WriteStartObject("data"u8);
        json.WriteNumber("v"u8, version);
        json.WriteString("environment"u8, environment);
        json.WriteString("unit"u8, unit);
    }
}
