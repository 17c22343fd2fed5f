using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Dataface.Flags.Exposures;

/// <summary>Writes exposures as a batch of CloudEvents (1.0, JSON), into a buffer of its own that it uses again. Not thread-safe.</summary>
/// <param name="environment">The environment that they are of.</param>
internal sealed class ExposureEventWriter(string environment)
{
    /// <summary>What an exposure is called among events.</summary>
    public const string Type = "dataface.flags.exposure";

    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);

    /// <summary>The batch, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<Exposure> exposures)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer);
        json.WriteStartArray();
        foreach (ref readonly var exposure in exposures) Write(json, exposure);
        json.WriteEndArray();
        json.Flush();
        return _buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter json, in Exposure exposure)
    {
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0"u8);

        // The same exposure sent again has the same id, in this process and after a restart.
        json.WriteString("id"u8,
            string.Create(CultureInfo.InvariantCulture,
                $"{exposure.Unit}|{exposure.RolloutId}|{exposure.Variant}|{exposure.Time.UtcTicks}"));
        json.WriteString("source"u8, "dataface-flags"u8);
        json.WriteString("type"u8, Type);
        json.WriteString("time"u8, exposure.Time.UtcDateTime);
        json.WriteStartObject("data"u8);
        json.WriteNumber("v"u8, exposure.SchemaVersion);
        json.WriteString("environment"u8, environment);
        json.WriteString("unit"u8, exposure.Unit);
        json.WriteString("flag"u8, exposure.Flag);
        json.WriteString("variant"u8, exposure.Variant);
        json.WriteString("rollout"u8, exposure.RolloutId);
        json.WriteNumber("stage"u8, exposure.Stage);
        json.WriteString("arm"u8, exposure.Arm == RolloutArm.Control ? "control"u8 : "treatment"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
