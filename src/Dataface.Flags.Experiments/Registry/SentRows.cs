using System.Text.Json;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Files;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>Reads results that were sent as JSON: <c>kpis</c>, <c>exposures</c>, <c>excludedUnits</c>. The rows are held to what those of files are held to.</summary>
internal static class SentRows
{
    private const string Kpis = "kpis";
    private const string Exposures = "exposures";
    private const string Excluded = "excludedUnits";
    private const string Schema = "schema";

    /// <summary>The others are of the canonical form, which may be sent as it is.</summary>
    private static readonly string[] Known = [Kpis, Exposures, Excluded, Schema, "lastRefresh"];

    /// <param name="json">The object, as <see cref="Json.StrictJson"/> reads it.</param>
    /// <param name="record">The experiment.</param>
    /// <param name="known">What is there already.</param>
    /// <param name="now">The time.</param>
    /// <returns>The data, or null, and what is wrong. A problem's path is the place of its row, such as <c>kpis[0]</c>.</returns>
    /// <exception cref="RefusalException">It is no such object; the message says why.</exception>
    public static ExperimentDataResult Read(JsonElement json, ExperimentRecord record, ExperimentData known, DateTimeOffset now)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new RefusalException(RefusalKind.Malformed, "The body is no object. Send { \"kpis\": [...], \"exposures\": [...] }.");
        }

        if (KpiJson.UnknownName(json, Known) is { } unknown)
        {
            throw new RefusalException(
                RefusalKind.Malformed,
                $"There is no '{YamlText.Shown(unknown)}'. {YamlText.Instead(unknown, Known)}");
        }

        if (json.TryGetProperty(Schema, out var schema) && (schema.ValueKind != JsonValueKind.Number || !schema.TryGetInt32(out var version) || version != ExperimentDataCodec.CurrentSchema))
        {
            throw new RefusalException(
                RefusalKind.Malformed,
                $"'{Schema}' is not {ExperimentDataCodec.CurrentSchema}, the only one that is known. Send rows of that form, or leave it out.");
        }

        var (kpis, exposures, excluded) = (Items(json, Kpis), Items(json, Exposures), ExcludedUnits(json));
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

    private static string PlaceOf(int row, int kpis, int exposures) =>
        row < kpis ? FormattableString.Invariant($"{Kpis}[{row}]") : row < kpis + exposures ? FormattableString.Invariant($"{Exposures}[{row - kpis}]") : Kpis;

    private static long ExcludedUnits(JsonElement json)
    {
        if (!json.TryGetProperty(Excluded, out var units)) return 0;
        return units.ValueKind == JsonValueKind.Number && units.TryGetInt64(out var count) && count is >= 0 and <= RowRules.MostUnits
            ? count
            : throw new RefusalException(
                RefusalKind.Malformed,
                $"'{Excluded}' is no whole number from 0 to {RowRules.MostUnits}. Send one, or leave it out.");
    }

    private static void Add(DataRows rows, int place, JsonElement row, bool exposure)
    {
        if (row.ValueKind != JsonValueKind.Object) rows.Refuse(place, "It is no object.");
        else if (KpiJson.UnknownName(row, KpiFields.All) is { } unknown) rows.RefuseColumn(place, unknown);
        else rows.Add(place, name => exposure && name == KpiFields.Kind ? KpiFields.ExposureKind : KpiJson.Text(row, name));
    }

    /// <summary>What can be read, for the variants that an experiment without a document has. The others are refused with their places a moment later.</summary>
    private static ExperimentData Loose(List<JsonElement> kpis, List<JsonElement> exposures) =>
        new() { Kpis = [.. Readable(kpis, KpiJson.ReadKpi)], Exposures = [.. Readable(exposures, KpiJson.ReadExposure)] };

    private static List<T> Readable<T>(List<JsonElement> rows, Func<JsonElement, T> read)
    {
        var readable = new List<T>(rows.Count);
        foreach (var row in rows.Where(row => row.ValueKind == JsonValueKind.Object))
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

    private static List<JsonElement> Items(JsonElement json, string name) => !json.TryGetProperty(name, out var items) ? [] : items.ValueKind == JsonValueKind.Array
        ? [.. items.EnumerateArray()]
        : throw new RefusalException(RefusalKind.Malformed, $"'{name}' is no array.");
}
