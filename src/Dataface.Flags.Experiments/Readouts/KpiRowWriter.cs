using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// Writes rows of data as the items of a JSON array. Rows that follow each other have most of their bytes in common, which are kept from
/// one to the next: a year's data are a hundred thousand rows, and their hash is a part of every decision. Not thread-safe.
/// </summary>
internal sealed class KpiRowWriter
{
    private const int AtOnce = 32 * 1024;
    private const int LongestNumber = 32;

    /// <summary>A day, and at most six numbers with their names.</summary>
    private const int LongestSums = 512;

    /// <summary>A comma, the name of a sum, and a colon.</summary>
    private static readonly byte[][] Names = [.. KpiFields.Sums.Select(name => Encoding.UTF8.GetBytes($",\"{name}\":"))];

    private byte[] _text = new byte[AtOnce];
    private int _length;
    private string? _variant;
    private string? _metric;
    private StatisticKind _kind;
    private long _at = -1;
    private byte[] _head = [];
    private byte[] _middle = [];
    private byte[] _tail = [];

    private KpiRowWriter()
    {
    }

    /// <summary>Writes rows into the array that <paramref name="json"/> stands in.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<KpiValue> rows)
    {
        var writer = new KpiRowWriter();
        foreach (var row in rows)
        {
            writer.Write(row);
            if (writer._length > AtOnce - LongestSums) writer.Flush(json);
        }

        writer.Flush(json);
    }

    private void Flush(Utf8JsonWriter json)
    {
        if (_length > 0) json.WriteRawValue(_text.AsSpan(0, _length), skipInputValidation: true);
        _length = 0;
    }

    private void Write(KpiValue kpi)
    {
        var sums = kpi.Statistics;
        if (!ReferenceEquals(kpi.Variant, _variant) || !ReferenceEquals(kpi.Metric, _metric))
            (_variant, _metric, _head) = (kpi.Variant, kpi.Metric, Head(kpi));
        if (sums.Kind != _kind || _middle.Length == 0)
            (_kind, _middle) = (sums.Kind,
                Encoding.UTF8.GetBytes($"\",\"{KpiFields.Kind}\":\"{KpiFields.KindName(sums.Kind)}\",\"{KpiFields.Units}\":"));
        if (kpi.RefreshedAt.UtcTicks != _at) (_at, _tail) = (kpi.RefreshedAt.UtcTicks, Tail(kpi));

        Reserve(_head.Length + _middle.Length + _tail.Length + LongestSums);
        if (_length > 0) Write(","u8);
        Write(_head);
        Write(kpi.Cohort);
        Write(_middle);
        Write(sums.Units);
        for (var i = 0; i < KpiFields.SumsOf(sums.Kind); i++) Write(Names[i], KpiFields.SumAt(sums, i));
        Write(_tail);
    }

    /// <summary>Up to the cohort's first digit.</summary>
    private static byte[] Head(KpiValue kpi) => Part(
        part =>
        {
            part.WriteString(KpiFields.Variant, kpi.Variant);
            part.WriteString(KpiFields.Metric, kpi.Metric);
            part.WriteString(KpiFields.Cohort, "");
        })[..^2];

    private static byte[] Tail(KpiValue kpi)
    {
        var tail = Part(part => part.WriteString(KpiFields.RefreshedAt, kpi.RefreshedAt.UtcDateTime));
        tail[0] = (byte)',';
        return tail;
    }

    private static byte[] Part(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var part = new Utf8JsonWriter(buffer))
        {
            part.WriteStartObject();
            write(part);
            part.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void Reserve(int size)
    {
        if (_text.Length - _length < size) Array.Resize(ref _text, (_text.Length * 2) + size);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_text.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Write(DateOnly day)
    {
        _ = day.TryFormat(_text.AsSpan(_length), out var length, "O", CultureInfo.InvariantCulture);
        _length += length;
    }

    private void Write(long value)
    {
        _ = Utf8Formatter.TryFormat(value, _text.AsSpan(_length, LongestNumber), out var length);
        _length += length;
    }

    /// <summary>What is not finite is no number in JSON, and written as text.</summary>
    private void Write(byte[] name, double value)
    {
        Write(name);
        if (!double.IsFinite(value))
        {
            Write(Encoding.UTF8.GetBytes($"\"{value.ToString(CultureInfo.InvariantCulture)}\""));
            return;
        }

        _ = Utf8Formatter.TryFormat(value + 0.0, _text.AsSpan(_length, LongestNumber), out var length); // −0 becomes 0.
        _length += length;
    }
}
