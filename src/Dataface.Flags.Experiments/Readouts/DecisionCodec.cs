using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>Writes decisions as JSON, the same for the command line and the server. Pure; safe for any number of threads.</summary>
public static class DecisionCodec
{
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

    /// <summary>Writes a decision's properties into the object that was begun.</summary>
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
        WriteArray(json, "gates", decision.Gates, gate => Write(json, gate));
        WriteArray(json, "readouts", decision.Readouts, readout => Write(json, readout));
        json.WriteString("evidenceHash", decision.EvidenceHash);
        json.WriteString("at", decision.At.UtcDateTime);
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
        json.WriteString("role", readout.Role switch { MetricRole.Primary => "primary", MetricRole.Guardrail => "guardrail", _ => "secondary" });
        json.WriteNumber("controlUnits", readout.Control.Units);
        json.WriteNumber("controlValue", Finite(readout.Control.Mean));
        json.WriteNumber("treatmentUnits", readout.Treatment.Units);
        json.WriteNumber("treatmentValue", Finite(readout.Treatment.Mean));
        Write(json, "relative", readout.Relative);
        Write(json, "absolute", readout.Absolute);
        json.WriteNumber("adjustedPValue", readout.AdjustedPValue);
    }

    private static void Write(Utf8JsonWriter json, string name, in Effect effect)
    {
        json.WriteStartObject(name);
        if (effect.IsComputed && double.IsFinite(effect.Lower) && double.IsFinite(effect.Upper))
        {
            json.WriteNumber("point", effect.Point);
            json.WriteNumber("lower", effect.Lower);
            json.WriteNumber("upper", effect.Upper);
            json.WriteNumber("pValue", effect.PValue);
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

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;

    private static string? Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);
}
