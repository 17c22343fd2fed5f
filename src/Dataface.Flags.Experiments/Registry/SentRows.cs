using System.Text.Json;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Files;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>Reads results that were sent as JSON: <c>kpis</c>, <c>exposures</c>, <c>excludedUnits</c>. The rows are held to what those of files are held to.</summary>
internal static class SentRows
{
    /// <param name="json">The object.</param>
    /// <param name="record">The experiment.</param>
    /// <param name="known">What is there already.</param>
    /// <param name="now">The time.</param>
    /// <returns>The data, or null, and what is wrong. A problem's line is the place of its row, from 1.</returns>
    /// <exception cref="FormatException">It is no such object; the message says why.</exception>
    public static ExperimentDataResult Read(JsonElement json, ExperimentRecord record, ExperimentData known, DateTimeOffset now)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException("The body is no object. Send { \"kpis\": [...], \"exposures\": [...] }.");
        var (kpis, exposures) = (Items(json, "kpis"), Items(json, "exposures"));
        var excluded = json.TryGetProperty("excludedUnits", out var units) && units.ValueKind == JsonValueKind.Number && units.TryGetInt64(out var count) ? count : 0;
        if (excluded < 0) throw new FormatException("'excludedUnits' is negative. Send 0 or more.");
        var rows = new DataRows("rows", RegisteredDefinition.Of(record, known.With(Loose(kpis, exposures))), now);
        for (var i = 0; i < kpis.Count; i++) Add(rows, i + 1, kpis[i], exposure: false);
        for (var i = 0; i < exposures.Count; i++) Add(rows, kpis.Count + i + 1, exposures[i], exposure: true);
        var result = rows.End();
        return result.Data is { } data ? result with { Data = data with { ExcludedUnits = excluded } } : result;
    }

    private static void Add(DataRows rows, int place, JsonElement row, bool exposure)
    {
        if (row.ValueKind != JsonValueKind.Object) rows.Refuse(place, "It is no object.");
        else rows.Add(place, name => exposure && name == KpiFields.Kind ? KpiFields.ExposureKind : KpiJson.Text(row, name));
    }

    /// <summary>What can be read, for the variants that an experiment without a document has.</summary>
    private static ExperimentData Loose(List<JsonElement> kpis, List<JsonElement> exposures)
    {
        try
        {
            return new() { Kpis = [.. kpis.Select(KpiJson.ReadKpi)], Exposures = [.. exposures.Select(KpiJson.ReadExposure)] };
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            // The row is refused with its place a moment later.
            return ExperimentData.Empty;
        }
    }

    private static List<JsonElement> Items(JsonElement json, string name) => !json.TryGetProperty(name, out var items) ? [] : items.ValueKind == JsonValueKind.Array
        ? [.. items.EnumerateArray()]
        : throw new FormatException($"'{name}' is no array.");
}
