using System.Buffers;
using System.Text.Json;

namespace Dataface.Flags.Exposures;

/// <summary>Writes exposures as lines of JSON, into a buffer of its own that it uses again. Not thread-safe.</summary>
internal sealed class ExposureLineWriter : IDisposable
{
    private static readonly JsonEncodedText Version = JsonEncodedText.Encode("v");
    private static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText Unit = JsonEncodedText.Encode("unit");
    private static readonly JsonEncodedText Flag = JsonEncodedText.Encode("flag");
    private static readonly JsonEncodedText Variant = JsonEncodedText.Encode("variant");
    private static readonly JsonEncodedText Rollout = JsonEncodedText.Encode("rollout");
    private static readonly JsonEncodedText Stage = JsonEncodedText.Encode("stage");
    private static readonly JsonEncodedText Arm = JsonEncodedText.Encode("arm");
    private static readonly JsonEncodedText Treatment = JsonEncodedText.Encode("treatment");
    private static readonly JsonEncodedText Control = JsonEncodedText.Encode("control");

    private readonly ArrayBufferWriter<byte> _lines = new(1 << 16);
    private readonly Utf8JsonWriter _json;

    public ExposureLineWriter() => _json = new Utf8JsonWriter(_lines, new JsonWriterOptions { SkipValidation = true });

    /// <summary>The lines, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<Exposure> exposures)
    {
        _lines.ResetWrittenCount();
        foreach (ref readonly var exposure in exposures) WriteLine(exposure);
        return _lines.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();

    private void WriteLine(in Exposure exposure)
    {
        _json.Reset(_lines);
        _json.WriteStartObject();
        _json.WriteNumber(Version, exposure.SchemaVersion);
        _json.WriteString(Time, exposure.Time.UtcDateTime);
        _json.WriteString(Unit, exposure.Unit);
        _json.WriteString(Flag, exposure.Flag);
        _json.WriteString(Variant, exposure.Variant);
        _json.WriteString(Rollout, exposure.RolloutId);
        _json.WriteNumber(Stage, exposure.Stage);
        _json.WriteString(Arm, exposure.Arm == RolloutArm.Control ? Control : Treatment);
        _json.WriteEndObject();
        _json.Flush();
        _lines.Write("\n"u8);
    }
}
