using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>Reads the JSON of <see cref="DecisionCodec"/>.</summary>
internal static class DecisionReader
{
    public static Decision Read(JsonElement json) => new()
    {
        Recommendation = Of(json.GetProperty("recommendation"), Enum.GetValues<Recommendation>(), DecisionCodec.Word),
        Reason = Enum.Parse<DecisionReason>(json.GetProperty("reason").GetString()!),
        Variant = json.GetProperty("variant").GetString(),
        Metric = json.GetProperty("metric").GetString(),
        Sentence = json.GetProperty("sentence").GetString()!,
        ExpectedOn = Day(json.GetProperty("expectedOn")),
        Missing =
        [
            .. json.GetProperty("missing").EnumerateArray()
                .Select(m => new MissingEvidence
                {
                    Gate = m.GetProperty("gate").GetString()!,
                    Explanation = m.GetProperty("explanation").GetString()!,
                    ExpectedOn = Day(m.GetProperty("expectedOn")),
                }),
        ],
        Samples = json.TryGetProperty("samples", out var samples) ? [.. samples.EnumerateArray().Select(SampleJson.Read)] : [],
        Gates = [.. json.GetProperty("gates").EnumerateArray().Select(Gate)],
        Readouts = [.. json.GetProperty("readouts").EnumerateArray().Select(Readout)],
        EvidenceHash = json.GetProperty("evidenceHash").GetString()!,
        At = json.GetProperty("at").GetDateTimeOffset(),
    };

    private static GateResult Gate(JsonElement json) => new()
    {
        Code = json.GetProperty("code").GetString()!,
        Name = json.GetProperty("name").GetString()!,
        State = Of(json.GetProperty("state"), Enum.GetValues<GateState>(), DecisionCodec.Word),
        IsBinding = json.GetProperty("binding").GetBoolean(),
        Metric = json.GetProperty("metric").GetString(),
        Variant = json.GetProperty("variant").GetString(),
        Numbers = [.. json.GetProperty("numbers").EnumerateObject().Select(n => new GateNumber(n.Name, n.Value.GetDouble()))],
        Explanation = json.GetProperty("explanation").GetString()!,
        Evidence = json.GetProperty("evidence").GetString()!,
    };

    /// <summary>Servers before this version do not say.</summary>
    private static long LeftOut(JsonElement json, string name) => json.TryGetProperty(name, out var units) ? units.GetInt64() : 0;

    private static MetricReadout Readout(JsonElement json) => new()
    {
        Metric = json.GetProperty("metric").GetString()!,
        Variant = json.GetProperty("variant").GetString()!,
        Role = (MetricRole)Math.Max(0, Array.IndexOf(DecisionCodec.Roles, json.GetProperty("role").GetString())),
        Control = Sums(json.GetProperty("control")),
        Treatment = Sums(json.GetProperty("treatment")),
        Relative = Effect(json.GetProperty("relative")),
        Absolute = Effect(json.GetProperty("absolute")),
        ControlUnitsLeftOut = LeftOut(json, "controlUnitsLeftOut"),
        TreatmentUnitsLeftOut = LeftOut(json, "treatmentUnitsLeftOut"),
        Coverage = json.GetProperty("coverage").GetDouble(),
        Scale = Of(json.GetProperty("scale"), Enum.GetValues<EffectScale>(), DecisionCodec.Word),
        AdjustedPValue = json.GetProperty("adjustedPValue").GetDouble(),
    };

    private static SampleStatistics Sums(JsonElement json) =>
        json.TryGetProperty(KpiFields.Kind, out _) ? KpiFields.ReadSums(name => KpiJson.Text(json, name))
            : json.TryGetProperty(KpiFields.Units, out var units) ? SampleStatistics.OfUnits(units.GetInt64()) : default;

    private static Effect Effect(JsonElement json)
    {
        if (json.TryGetProperty("reason", out var reason))
            return Statistics.Effect.Refuse(Enum.Parse<StatisticsReason>(reason.GetString()!));
        double Number(string name) => json.GetProperty(name).GetDouble();
        double End(string name, double endless) => json.TryGetProperty(name, out var end) ? end.GetDouble() : endless;
        return new(
            Number("point"), Number("standardError"), End("lower", double.NegativeInfinity), End("upper", double.PositiveInfinity),
            Number("pValue"), Number("degreesOfFreedom"));
    }

    private static T Of<T>(JsonElement json, T[] values, Func<T, string> word)
        where T : struct =>
        values.Where(v => word(v) == json.GetString()).Cast<T?>().FirstOrDefault()
            ?? throw new FormatException($"'{json.GetString()}' is unknown.");

    private static DateOnly? Day(JsonElement json) =>
        json.GetString() is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
}
