using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// Writes rows of data as the items of a JSON array. Rows that follow each other have most of their bytes in common, which are kept from one to the
/// next, and all cores take part: a year's data are a hundred thousand rows, and their hash is a part of every decision. Not thread-safe.
/// </summary>
internal sealed class KpiRowWriter
{
    private const int RowsAtOnce = 400;
    private const int UsualRow = 200;
    private const int LongestNumber = 32;

    private readonly ArrayBufferWriter<byte> _text;
    private string? _variant;
    private string? _metric;
    private StatisticKind _kind;
    private long _at = -1;
    private byte[] _head = [];
    private byte[] _middle = [];
    private byte[] _tail = [];

    private KpiRowWriter(int rows) => _text = new(rows * UsualRow);

    /// <summary>Writes rows into the array that <paramref name="json"/> stands in.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<KpiValue> rows)
    {
        var parts = rows.Count <= RowsAtOnce ? rows.Chunk(RowsAtOnce).Select(Text) : rows.Chunk(RowsAtOnce).AsParallel().AsOrdered().Select(Text).AsEnumerable();
        foreach (var part in parts) json.WriteRawValue(part.Span, skipInputValidation: true);
    }

    private static ReadOnlyMemory<byte> Text(KpiValue[] rows)
    {
        var writer = new KpiRowWriter(rows.Length);
        foreach (var row in rows) writer.Write(row);
        return writer._text.WrittenMemory;
    }

    private void Write(KpiValue kpi)
    {
        if (_text.WrittenCount > 0) _text.Write(","u8);
        var sums = kpi.Statistics;
        if (kpi.Variant != _variant || kpi.Metric != _metric) (_variant, _metric, _head) = (kpi.Variant, kpi.Metric, Head(kpi));
        if (sums.Kind != _kind || _middle.Length == 0) (_kind, _middle) = (sums.Kind, Encoding.UTF8.GetBytes($"\",\"{KpiFields.Kind}\":\"{KpiFields.KindName(sums.Kind)}\",\"{KpiFields.Units}\":"));
        if (kpi.RefreshedAt.UtcTicks != _at) (_at, _tail) = (kpi.RefreshedAt.UtcTicks, Tail(kpi));

        _text.Write(_head);
        Write(kpi.Cohort);
        _text.Write(_middle);
        Write(sums.Units);
        Write(Name.Sum, sums.Sum);
        if (sums.Kind != StatisticKind.Proportion) Write(Name.SumOfSquares, sums.SumOfSquares);
        if (sums.Kind == StatisticKind.Ratio)
        {
            Write(Name.DenominatorSum, sums.DenominatorSum);
            Write(Name.DenominatorSumOfSquares, sums.DenominatorSumOfSquares);
            Write(Name.CrossSum, sums.CrossSum);
        }

        _text.Write(_tail);
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

    private void Write(DateOnly day)
    {
        _ = day.TryFormat(_text.GetSpan(LongestNumber), out var length, "O", CultureInfo.InvariantCulture);
        _text.Advance(length);
    }

    private void Write(long value)
    {
        _ = Utf8Formatter.TryFormat(value, _text.GetSpan(LongestNumber), out var length);
        _text.Advance(length);
    }

    /// <summary>What is not finite is no number in JSON, and written as text.</summary>
    private void Write(byte[] name, double value)
    {
        _text.Write(name);
        if (!double.IsFinite(value))
        {
            _text.Write(Encoding.UTF8.GetBytes($"\"{value.ToString(CultureInfo.InvariantCulture)}\""));
            return;
        }

        _ = Utf8Formatter.TryFormat(value + 0.0, _text.GetSpan(LongestNumber), out var length); // −0 becomes 0.
        _text.Advance(length);
    }

    private static class Name
    {
        public static readonly byte[] Sum = Encoded(KpiFields.Sum);
        public static readonly byte[] SumOfSquares = Encoded(KpiFields.SumOfSquares);
        public static readonly byte[] DenominatorSum = Encoded(KpiFields.DenominatorSum);
        public static readonly byte[] DenominatorSumOfSquares = Encoded(KpiFields.DenominatorSumOfSquares);
        public static readonly byte[] CrossSum = Encoded(KpiFields.CrossSum);

        private static byte[] Encoded(string name) => Encoding.UTF8.GetBytes($",\"{name}\":");
    }
}
