using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Json;

namespace Dataface.Flags.Guard;

/// <summary>
/// Everything that an abort was decided on, so that anyone can recompute it. Kept as the evidence of the audit record (format 1).
/// </summary>
public sealed record AbortRecord
{
    /// <summary>The format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The rollout's id.</summary>
    public required string Rollout { get; init; }

    /// <summary>The epoch's number.</summary>
    public required int Epoch { get; init; }

    /// <summary>The treatment's variant.</summary>
    public required string Variant { get; init; }

    /// <summary>The signal that decided.</summary>
    public required string Signal { get; init; }

    /// <summary>ln E when it was decided.</summary>
    public required double LogE { get; init; }

    /// <summary>ln of the evidence that was needed, −ln α_i.</summary>
    public required double Threshold { get; init; }

    /// <summary>The assigned shares of all treatments, in ordinal order of variants.</summary>
    public required IReadOnlyList<double> Treatments { get; init; }

    /// <summary>The assigned share of control.</summary>
    public required double Control { get; init; }

    /// <summary>The index of the treatment.</summary>
    public required int Treatment { get; init; }

    /// <summary>α, the bound for the whole rollout.</summary>
    public required double Alpha { get; init; }

    /// <summary>
    /// 0, the default, when it was decided on the evidence of all instances; otherwise the evidence store did not answer, and one of so
    /// many instances decided on what it had seen itself, with its part of α.
    /// </summary>
    public int Alone { get; init; }

    /// <summary>The tolerated ratio, r0.</summary>
    public required double Tolerated { get; init; }

    /// <summary>The ratios of harm that are tested.</summary>
    public required IReadOnlyList<double> Grid { get; init; }

    /// <summary>Whether errors, give-ups and latencies were watched: α is divided among them.</summary>
    public required bool Errors { get; init; }

    /// <inheritdoc cref="Errors"/>
    public required bool GiveUps { get; init; }

    /// <inheritdoc cref="Errors"/>
    public required bool Latency { get; init; }

    /// <summary>The latencies that count as slow, in seconds.</summary>
    public required IReadOnlyList<double> LatencyThresholds { get; init; }

    /// <summary>The named counters that were watched.</summary>
    public required IReadOnlyList<string> Counters { get; init; }

    /// <summary>The service-level objective in percent, or null.</summary>
    public double? SloObjective { get; init; }

    /// <summary>Whether one unit of each source counted, so that the evidence had to hold without the strongest source.</summary>
    public bool HasSources { get; init; }

    /// <summary>The bucket that was open.</summary>
    public required int Bucket { get; init; }

    /// <summary>The names that <see cref="Counts"/> refers to by index.</summary>
    public required IReadOnlyList<string> Signals { get; init; }

    /// <summary>The counts: bucket, signal, 1 for treatment or 0 for control, latency bin, count.</summary>
    public required IReadOnlyList<long[]> Counts { get; init; }

    /// <summary>Reads a record.</summary>
    /// <param name="json">The evidence of an audit record.</param>
    /// <exception cref="FormatException">It is not a record, or has numbers that no abort has; the message says which.</exception>
    public static AbortRecord Parse(string json)
    {
        try
        {
            var record = JsonSerializer.Deserialize(json, AbortRecordJson.Default.AbortRecord)
                ?? throw new FormatException("The evidence is null.");
            return AbortRecordCheck.Fault(record) is { } fault ? throw new FormatException(fault) : record;
        }
        catch (JsonException error)
        {
            var text = Encoding.UTF8.GetBytes(json);
            var why = JsonSyntaxFault.Find(text, default)?.InText(text) ?? $"{error.Path} does not have the form of records.";
            throw new FormatException($"The evidence is not a record of an abort. {why}", error);
        }
    }

    /// <summary>Whether a text is a record that <see cref="Parse"/> reads.</summary>
    internal static bool Is(string json)
    {
        try
        {
            return Parse(json) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The record as JSON on one line.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, AbortRecordJson.Default.AbortRecord);

    /// <summary>The guard as far as the decision depended on it.</summary>
    internal GuardDefinition Guard() => new()
    {
        Alpha = Alpha,
        Tolerated = Tolerated,
        Grid = Grid,
        Errors = Errors,
        GiveUps = GiveUps,
        Latency = Latency,
        LatencyThresholds = [.. LatencyThresholds.Select(TimeSpan.FromSeconds)],
        Counters = Counters,
        SloObjective = SloObjective,
        Source = HasSources ? "source" : null,
    };
}
