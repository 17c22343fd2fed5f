using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>Decisions as JSON, the same for the command line and the server. Pure functions, safe for any number of threads.</summary>
public static class DecisionCodec
{
    /// <summary>The words for <see cref="MetricRole"/>, in its order.</summary>
    internal static readonly string[] Roles = ["secondary", "primary", "guardrail"];

    /// <summary>The word for a recommendation: <c>ship</c>, <c>iterate</c>, <c>kill</c> or <c>wait</c>.</summary>
    /// <param name="recommendation">The recommendation.</param>
    public static string Word(Recommendation recommendation) => recommendation switch
    {
        Recommendation.Ship => "ship",
        Recommendation.Iterate => "iterate",
        Recommendation.Kill => "kill",
        _ => "wait",
    };

    /// <summary>The word for a gate's state: <c>pass</c>, <c>fail</c> or <c>not-yet</c>.</summary>
    /// <param name="state">The state.</param>
    public static string Word(GateState state) => state switch
    {
        GateState.Pass => "pass",
        GateState.Fail => "fail",
        _ => "not-yet",
    };

    internal static string Word(EffectScale scale) => scale == EffectScale.Absolute ? "absolute" : "relative";

    /// <summary>Writes a decision's properties into the current object.</summary>
    /// <param name="json">The writer, within an object.</param>
    /// <param name="decision">The decision.</param>
    public static void Write(Utf8JsonWriter json, Decision decision)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(decision);
        json.WriteString("recommendation", Word(decision.Recommendation));
        json.WriteString("reason", decision.Reason.ToString());
        json.WriteString("variant", decision.Variant);
        json.WriteString("metric", decision.Metric);
        json.WriteString("sentence", decision.Sentence);
        json.WriteString("expectedOn", Day(decision.ExpectedOn));
        WriteArray(json, "missing", decision.Missing, missing =>
        {
            json.WriteString("gate", missing.Gate);
            json.WriteString("explanation", missing.Explanation);
            json.WriteString("expectedOn", Day(missing.ExpectedOn));
        });
        WriteArray(json, "samples", decision.Samples, sample => SampleJson.Write(json, sample));
        WriteArray(json, "gates", decision.Gates, gate => Write(json, gate));
        WriteArray(json, "readouts", decision.Readouts, readout => Write(json, readout));
        json.WriteString("evidenceHash", decision.EvidenceHash);
        json.WriteString("at", decision.At.UtcDateTime);
    }

    /// <summary>Reads what <see cref="Write(Utf8JsonWriter, Decision)"/> wrote, whatever else the object holds.</summary>
    /// <param name="json">The object.</param>
    /// <exception cref="FormatException">It is not such an object; the message says what is wrong.</exception>
    public static Decision Read(JsonElement json)
    {
        try
        {
            return DecisionReader.Read(json);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"This is not a decision: {e.Message}", e);
        }
    }

    private static void Write(Utf8JsonWriter json, GateResult gate)
    {
        json.WriteString("code", gate.Code);
        json.WriteString("name", gate.Name);
        json.WriteString("state", Word(gate.State));
        json.WriteBoolean("binding", gate.IsBinding);
        json.WriteString("metric", gate.Metric);
        json.WriteString("variant", gate.Variant);
        json.WriteStartObject("numbers");
        foreach (var number in gate.Numbers) json.WriteNumber(number.Name, number.Value);
        json.WriteEndObject();
        json.WriteString("explanation", gate.Explanation);
        json.WriteString("evidence", gate.Evidence);
    }

    private static void Write(Utf8JsonWriter json, MetricReadout readout)
    {
        json.WriteString("metric", readout.Metric);
        json.WriteString("variant", readout.Variant);
        json.WriteString("role", Roles[(int)readout.Role]);
        Write(json, "control", readout.Control);
        Write(json, "treatment", readout.Treatment);
        Write(json, "relative", readout.Relative);
        Write(json, "absolute", readout.Absolute);
        json.WriteNumber("controlUnitsLeftOut", readout.ControlUnitsLeftOut);
        json.WriteNumber("treatmentUnitsLeftOut", readout.TreatmentUnitsLeftOut);
        json.WriteNumber("coverage", readout.Coverage);
        json.WriteString("scale", Word(readout.Scale));
        json.WriteNumber("adjustedPValue", readout.AdjustedPValue);
    }

    private static void Write(Utf8JsonWriter json, string name, in SampleStatistics sums)
    {
        json.WriteStartObject(name);
        if (sums.Kind is not (StatisticKind.None or StatisticKind.Mixed))
        {
            json.WriteNumber("value", double.IsFinite(sums.Mean) ? sums.Mean : 0);
            KpiJson.WriteSums(json, sums);
        }
        else if (sums is { Kind: StatisticKind.None, Units: > 0 })
        {
            json.WriteNumber(KpiFields.Units, sums.Units);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, in Effect effect)
    {
        json.WriteStartObject(name);
        if (effect.IsComputed)
        {
            json.WriteNumber("point", effect.Point);

            // An end that the data leave open is left out.
            if (double.IsFinite(effect.Lower)) json.WriteNumber("lower", effect.Lower);
            if (double.IsFinite(effect.Upper)) json.WriteNumber("upper", effect.Upper);
            json.WriteNumber("standardError", effect.StandardError);
            json.WriteNumber("pValue", effect.PValue);
            json.WriteNumber("degreesOfFreedom", effect.DegreesOfFreedom);
        }
        else
        {
            json.WriteString("reason", effect.Reason.ToString());
        }

        json.WriteEndObject();
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string? Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);
}
