using System.IO.Hashing;
using System.Runtime.InteropServices;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Files;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Summaries;

/// <summary>Makes a unit's row, and its values, of a record of a file. Not thread-safe.</summary>
/// <param name="columns">Where what is.</param>
/// <param name="arms">The variants of the design.</param>
/// <param name="file">The number of the file, from 0.</param>
/// <param name="now">Nobody was exposed later.</param>
internal sealed class UnitRowReader(UnitColumns columns, IReadOnlyList<string> arms, int file, DateTimeOffset now)
{
    /// <summary>Squares of larger numbers could not be added up exactly.</summary>
    private const double Largest = 1e12;

    /// <summary>Which metric the values are of, where a row is no whole unit; null for none.</summary>
    public int? Metric { get; private set; }

    /// <summary>A row has the values of the header; empty ones behind them are nothing.</summary>
    /// <exception cref="RowFaultException">It has not.</exception>
    public static void CheckForm(DelimitedText record, int width)
    {
        if (record.IsBroken) throw Invalid("A quotation mark is not closed.", "Correct it, or leave the row out.");
        if (record.Count < width) throw Invalid("It has fewer values than the header has columns.", "Correct it, or leave the row out.");
        for (var i = width; i < record.Count; i++)
        {
            if (!record[i].IsEmpty)
                throw Invalid("It has more values than the header has columns.", "Put values with separators in quotes.");
        }
    }

    /// <exception cref="RowFaultException">The row cannot be used.</exception>
    public UnitRow Read(DelimitedText record)
    {
        var unit = record[columns.Unit];
        if (WrittenNumber.IsNothing(unit)) throw Invalid("'unit' is missing.", "Leave out rows without a unit.");
        var arm = ArmOf(record[columns.Variant]);
        var exposed = record[columns.ExposedAt];
        if (WrittenTime.Find(exposed) is not { } at) throw Fault("exposed_at", exposed, WrittenTime.Hint(exposed.ToString()));
        if (at > now + RunDays.ClockDifference)
        {
            throw new RowFaultException(
                ExperimentProblemCode.FromTheFuture, $"{at.UtcDateTime:u} is in the future.", "Correct it, or the clock.");
        }

        if (RunDays.Day(at) < RowRules.FirstDay) throw Invalid($"{at.UtcDateTime:u} is before {RowRules.FirstDay:O}.", "Correct it.");
        return new(XxHash128.HashToUInt128(MemoryMarshal.AsBytes(unit)), arm, at.UtcTicks, file, record.Line);
    }

    /// <summary>The values of all metrics, each with what it is divided by; of the others 0.</summary>
    /// <exception cref="RowFaultException">One of them is none.</exception>
    public void ReadValues(DelimitedText record, Span<double> values)
    {
        values.Clear();
        if (columns.Metric is not { } named)
        {
            for (var i = 0; i < columns.Metrics.Count; i++) ReadWhole(record, columns.Metrics[i], values.Slice(2 * i, 2));
            return;
        }

        Metric = null;
        var name = record[named];
        if (WrittenNumber.IsNothing(name)) return; // A unit without an event.
        Metric = PlaceOf(name);
        ReadEvent(record, columns.Metrics[Metric.Value], values);
    }

    private static void ReadWhole(DelimitedText record, UnitMetric metric, Span<double> values)
    {
        var name = metric.Definition.Name;
        if (metric.Value is { } value) values[0] = Number(record, value, metric, name, IsNeeded(metric) ? null : 0);
        if (metric.Divisor is { } divisor) values[1] = Number(record, divisor, metric, name + UnitMetric.DivisorEnding, 0);
    }

    private static void ReadEvent(DelimitedText record, UnitMetric metric, Span<double> values)
    {
        values[0] = metric.Value is >= 0 and var value ? Number(record, value, metric, "value", null) : 1;
        var other = metric.Definition.Kind == MetricKind.Latency ? 1 : 0;
        values[1] = metric.Divisor is { } divisor ? Number(record, divisor, metric, "denominator", other) : other;
    }

    /// <summary>Nobody knows the mean time of nothing.</summary>
    private static bool IsNeeded(UnitMetric metric) => metric.Definition.Kind == MetricKind.Latency && metric.Divisor is null;

    private static double Number(DelimitedText record, int column, UnitMetric metric, string name, double? otherwise)
    {
        var text = record[column];
        if (WrittenNumber.IsNothing(text)) return otherwise ?? throw Fault(name, text, WrittenNumber.Hint("", "12.5"));
        if (Find(record, text, metric) is not { } number) throw Fault(name, text, WrittenNumber.Hint(text.ToString(), "12.5"));
        if (Math.Abs(number) > Largest) throw Fault(name, text, "write it in a larger unit, so that it stays below 10^12");
        return number >= 0 || metric.Kind == StatisticKind.Mean ? number : throw Fault(name, text, "write 0 or more");
    }

    private static double? Find(DelimitedText record, ReadOnlySpan<char> text, UnitMetric metric)
    {
        if (WrittenNumber.Find(text) is { } number) return number;
        if (metric.Kind == StatisticKind.Proportion)
        {
            if (IsOneOf(text, "true", "t", "yes", "y")) return 1;
            if (IsOneOf(text, "false", "f", "no", "n")) return 0;
        }

        return record.HasDecimalCommas && WrittenNumber.WithPoint(text) is { } pointed ? WrittenNumber.Find(pointed) : null;
    }

    private static bool IsOneOf(ReadOnlySpan<char> text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private int ArmOf(ReadOnlySpan<char> variant)
    {
        for (var i = 0; i < arms.Count; i++)
        {
            if (variant.SequenceEqual(arms[i])) return i;
        }

        var text = variant.ToString();
        throw new RowFaultException(
            ExperimentProblemCode.UnknownArm, $"The experiment has no variant '{YamlText.Shown(text)}'.", YamlText.Instead(text, arms));
    }

    private int PlaceOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < columns.Metrics.Count; i++)
        {
            if (name.SequenceEqual(columns.Metrics[i].Definition.Name)) return i;
        }

        var fault = RowRules.Unknown(name.ToString(), [.. columns.Metrics.Select(m => m.Definition.Name)]);
        throw new RowFaultException(fault.Code, fault.Message, fault.Remedy);
    }

    private static RowFaultException Fault(string name, ReadOnlySpan<char> text, string hint) =>
        Invalid($"'{name}' is '{YamlText.Shown(text.ToString())}'.", $"{char.ToUpperInvariant(hint[0])}{hint[1..]}.");

    private static RowFaultException Invalid(string message, string remedy) => new(ExperimentProblemCode.InvalidRow, message, remedy);
}
