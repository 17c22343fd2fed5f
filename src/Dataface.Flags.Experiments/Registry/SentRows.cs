using System.Runtime.InteropServices;
using System.Text.Json;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Files;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Json;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>
/// Reads results that were sent as JSON: <c>kpis</c>, <c>exposures</c>, <c>excludedUnits</c>. The rows are held to what those of files are
/// held to.
/// </summary>
internal static class SentRows
{
    private const string Kpis = "kpis";
    private const string Exposures = "exposures";
    private const string Excluded = "excludedUnits";
    private const string Schema = "schema";

    /// <summary>The others are of the canonical form, which may be sent as it is.</summary>
    private static readonly string[] Known = [Kpis, Exposures, Excluded, Schema, "lastRefresh"];

    /// <param name="utf8">The object.</param>
    /// <param name="record">The experiment.</param>
    /// <param name="known">What is there already.</param>
    /// <param name="now">The time.</param>
    /// <returns>The data, or null, and what is wrong. A problem's path is the place of its row, such as <c>kpis[0]</c>.</returns>
    /// <exception cref="RefusalException">It is no such object; the message says why.</exception>
    public static ExperimentDataResult Read(ReadOnlyMemory<byte> utf8, ExperimentRecord record, ExperimentData known, DateTimeOffset now)
    {
        if (StrictJson.ParseOutline(utf8.Span, out var problem) is not { } json)
        {
            throw new RefusalException(RefusalKind.Malformed, $"{problem} docs/registry.md has the form.");
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new RefusalException(RefusalKind.Malformed, "The body is not an object. Send { \"kpis\": [...], \"exposures\": [...] }.");
        }

        ThrowIfAmbiguous(json);
        if (KpiJson.UnknownName(json, Known) is { } unknown)
        {
            throw new RefusalException(
                RefusalKind.Malformed,
                $"There is no '{YamlText.Shown(unknown)}'. {YamlText.Instead(unknown, Known)}");
        }

        if (json.TryGetProperty(Schema, out var schema)
            && (schema.ValueKind != JsonValueKind.Number || !schema.TryGetInt32(out var version)
                || version != ExperimentDataCodec.CurrentSchema))
        {
            throw new RefusalException(
                RefusalKind.Malformed,
                $"'{Schema}' is not {ExperimentDataCodec.CurrentSchema}, the only one that is known. Send rows of that form, or leave it "
                + $"out.");
        }

        var (kpis, exposures, excluded) = (Rows(json, Kpis), Rows(json, Exposures), ExcludedUnits(json));
        var rows = new DataRows(RegisteredDefinition.Of(record, known.With(Loose(kpis, exposures))), now);
        rows.Begin("body", row => PlaceOf(row - 1, kpis.Count, exposures.Count));
        for (var i = 0; i < kpis.Count; i++) Add(rows, i + 1, kpis[i], exposure: false);
        for (var i = 0; i < exposures.Count; i++) Add(rows, kpis.Count + i + 1, exposures[i], exposure: true);
        rows.EndFile();
        var result = rows.End();
        return result with
        {
            Data = result.Data is { } data ? data with { ExcludedUnits = excluded } : null,
            Problems = [.. result.Problems.Select(p => p with { Path = PlaceOf(p.Line - 1, kpis.Count, exposures.Count) })],
        };
    }

    /// <summary>Whether a problem is told with the place of a row.</summary>
    public static bool IsOfRow(string problem) =>
        problem.StartsWith(Kpis + "[", StringComparison.Ordinal) || problem.StartsWith(Exposures + "[", StringComparison.Ordinal);

    /// <summary>A name that is no text, or stands twice. The rows are looked at one by one.</summary>
    private static void ThrowIfAmbiguous(JsonElement json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (StrictJson.IsText(JsonMarshal.GetRawUtf8PropertyName(member)) && names.Add(member.Name)) continue;
            throw new RefusalException(
                RefusalKind.Malformed, "A member of the body occurs twice, or its name is not text. Send each once.");
        }
    }

    private static string PlaceOf(int row, int kpis, int exposures) =>
        row < kpis ? FormattableString.Invariant($"{Kpis}[{row}]")
            : row < kpis + exposures ? FormattableString.Invariant($"{Exposures}[{row - kpis}]") : Kpis;

    private static long ExcludedUnits(JsonElement json)
    {
        if (!json.TryGetProperty(Excluded, out var units)) return 0;
        return units.ValueKind == JsonValueKind.Number && units.TryGetInt64(out var count) && count is >= 0 and <= RowRules.MostUnits
            ? count
            : throw new RefusalException(
                RefusalKind.Malformed,
                $"'{Excluded}' is not a whole number from 0 to {RowRules.MostUnits}. Send one, or leave it out.");
    }

    private static void Add(DataRows rows, int place, SentRow row, bool exposure)
    {
        if (row.Json is not { ValueKind: JsonValueKind.Object } json) rows.Refuse(
            place, row.Json is null ? row.Problem : "It is not an object.");
        else if (KpiJson.UnknownName(json, KpiFields.All) is { } unknown) rows.RefuseColumn(place, unknown);
        else rows.Add(place, name => exposure && name == KpiFields.Kind ? KpiFields.ExposureKind : KpiJson.Text(json, name));
    }

    /// <summary>
    /// What can be read, for the variants that an experiment without a document has. The others are refused with their places a moment
    /// later.
    /// </summary>
    private static ExperimentData Loose(List<SentRow> kpis, List<SentRow> exposures) =>
        new() { Kpis = [.. Readable(kpis, KpiJson.ReadKpi)], Exposures = [.. Readable(exposures, KpiJson.ReadExposure)] };

    private static List<T> Readable<T>(List<SentRow> rows, Func<JsonElement, T> read)
    {
        var readable = new List<T>(rows.Count);
        foreach (var row in rows.Select(row => row.Json).OfType<JsonElement>().Where(row => row.ValueKind == JsonValueKind.Object))
        {
            try
            {
                readable.Add(read(row));
            }
            catch (FormatException)
            {
                continue;
            }
        }

        return readable;
    }

    private static List<SentRow> Rows(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var items)) return [];
        return items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray().Select(SentRow.Of)]
            : throw new RefusalException(RefusalKind.Malformed, $"'{name}' is not an array.");
    }

    /// <summary>A row, or why it is none.</summary>
    private readonly record struct SentRow(JsonElement? Json, string Problem)
    {
        public static SentRow Of(JsonElement item) => new(StrictJson.Parse(JsonMarshal.GetRawUtf8Value(item), out var problem), problem);
    }
}
