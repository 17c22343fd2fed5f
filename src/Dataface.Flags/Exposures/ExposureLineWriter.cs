using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Exposures;

/// <summary>
/// Writes exposures and tracked events as lines of JSON, into a buffer of its own that it uses again. What exposures of one outcome have in
/// common is written once and copied; their strings are compared as objects, since they come from the compiled flag. Not thread-safe.
/// </summary>
internal sealed class ExposureLineWriter
{
    /// <summary>So many endings are kept; flags that are compiled again bring new ones.</summary>
    private const int MostEndings = 1_024;
    private const int LongestNumber = 32;
    private const int LongestTime = 32;
    private const int LongestId = 36;
    private const int WholeSeconds = 19;

    /// <summary>What units usually consist of, and JSON takes as it is.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:@/|");

    private readonly ArrayBufferWriter<byte> _lines = new(1 << 16);
    private readonly Dictionary<ExposureEnding, byte[]> _endings = [];

    /// <summary>The lines, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<Exposure> exposures)
    {
        _lines.ResetWrittenCount();
        foreach (ref readonly var exposure in exposures) WriteLine(exposure);
        return _lines.WrittenMemory;
    }

    /// <summary>The lines, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(ReadOnlySpan<TrackedEvent> events)
    {
        _lines.ResetWrittenCount();
        foreach (ref readonly var tracked in events) WriteLine(tracked);
        return _lines.WrittenMemory;
    }

    private void WriteLine(in Exposure exposure)
    {
        WriteBeginning(exposure.SchemaVersion, exposure.Time, exposure.Unit);
        _lines.Write(EndingOf(exposure));
    }

    private void WriteLine(in TrackedEvent tracked)
    {
        WriteBeginning(tracked.SchemaVersion, tracked.Time, tracked.Unit);
        _lines.Write("\",\"event\":\""u8);
        WriteText(tracked.Name);
        _lines.Write("\""u8);
        if (tracked.Value is { } value)
        {
            _lines.Write(",\"value\":"u8);
            WriteNumber(value);
        }

        _lines.Write(",\"id\":\""u8);
        tracked.Id.TryFormat(_lines.GetSpan(LongestId), out var written);
        _lines.Advance(written);
        _lines.Write("\"}\n"u8);
    }

    private void WriteBeginning(int version, DateTimeOffset time, string unit)
    {
        _lines.Write("{\"v\":"u8);
        WriteNumber(version);
        _lines.Write(",\"time\":\""u8);
        WriteTime(time.UtcDateTime);
        _lines.Write("\",\"unit\":\""u8);
        WriteText(unit);
    }

    /// <summary>The shortest form that reads back as the same number.</summary>
    private void WriteNumber<T>(T number)
        where T : IUtf8SpanFormattable
    {
        number.TryFormat(_lines.GetSpan(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        _lines.Advance(written);
    }

    /// <summary>ISO 8601 with as many digits of the second as it needs.</summary>
    private void WriteTime(DateTime time)
    {
        var span = _lines.GetSpan(LongestTime);
        time.TryFormat(span, out var written, "O", CultureInfo.InvariantCulture);
        var digits = span[..(written - 1)].TrimEnd((byte)'0');
        var length = digits[^1] == '.' ? WholeSeconds : digits.Length;
        span[length] = (byte)'Z';
        _lines.Advance(length + 1);
    }

    private void WriteText(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Plain)) _lines.Write(JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        else Encoding.UTF8.GetBytes(text, _lines);
    }

    private byte[] EndingOf(in Exposure exposure)
    {
        var key = new ExposureEnding(exposure.Flag, exposure.Variant, exposure.RolloutId, exposure.Stage, exposure.Arm);
        if (_endings.TryGetValue(key, out var ending)) return ending;
        if (_endings.Count == MostEndings) _endings.Clear();
        return _endings[key] = key.ToUtf8();
    }
}
