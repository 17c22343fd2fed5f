using System.Text.Json;

namespace Dataface.Flags.Cli.Output;

/// <summary>Explanations as JSON.</summary>
internal static class ExplanationJson
{
    public static void WriteHead(Utf8JsonWriter json, FlagExplanation explanation)
    {
        json.WriteString("flag", explanation.Flag);
        json.WriteString("variant", explanation.Variant);
        json.WritePropertyName("value");
        if (explanation.Value is { } value) json.WriteRawValue(value);
        else json.WriteNullValue();
        json.WriteString("reason", explanation.Reason.ToString());
        json.WriteString("rule", explanation.Rule);
        json.WriteString("provider", explanation.Provider);
        json.WriteString("revision", explanation.Revision);
    }

    public static void Write(Utf8JsonWriter json, FlagExplanation explanation)
    {
        WriteHead(json, explanation);
        WriteSteps(json, explanation.Steps);
    }

    private static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<ExplanationStep> steps) => json.WriteArray("steps", steps, step =>
    {
        json.WriteStartObject();
        json.WriteString("text", step.Text);
        if (step.Holds is { } holds) json.WriteBoolean("holds", holds);
        if (step.Steps.Count > 0) WriteSteps(json, step.Steps);
        json.WriteEndObject();
    });
}
