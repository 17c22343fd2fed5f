using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>What was decided, as registries keep it.</summary>
internal static class DecisionJson
{
    /// <param name="name">The property; null for a value by itself.</param>
    public static void Write(Utf8JsonWriter json, string? name, DecisionRecord decision)
    {
        if (name is null) json.WriteStartObject();
        else json.WriteStartObject(name);
        json.WriteString("verdict", ExperimentWords.Verdicts[decision.Verdict]);
        json.WriteString("on", decision.On.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("by", decision.By);
        if (decision.Readout is { } readout) json.WriteString("readout", readout);
        json.WriteString("rationale", decision.Rationale);
        if (decision.Recommended is { } advice)
        {
            json.WriteStartObject("recommended");
            json.WriteString("verdict", ExperimentWords.Recommended(advice.Verdict));
            json.WriteString("reason", advice.Reason);
            json.WriteString("sentence", advice.Sentence);
            json.WriteEndObject();
        }

        if (decision.Override is { } overridden)
        {
            json.WriteStartObject("override");
            json.WriteString("recommended", ExperimentWords.Recommended(overridden.Recommended));
            json.WriteString("reason", overridden.Reason);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A decision by itself; <see cref="FromText"/> reads it.</summary>
    public static string ToText(DecisionRecord decision)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) Write(json, null, decision);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static DecisionRecord FromText(string text)
    {
        using var document = JsonDocument.Parse(text);
        return Read(document.RootElement);
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static DecisionRecord Read(JsonElement json) => new()
    {
        Verdict = ExperimentWords.Verdicts.Parse(json.GetProperty("verdict").GetString()),
        On = DateOnly.ParseExact(json.GetProperty("on").GetString()!, "O", CultureInfo.InvariantCulture),
        By = json.GetProperty("by").GetString()!,
        Readout = json.TryGetProperty("readout", out var readout) ? readout.GetString() : null,
        Rationale = json.GetProperty("rationale").GetString()!,
        Recommended = Part(json, "recommended") is { } advice
            ? new()
            {
                Verdict = Recommended(advice.GetProperty("verdict")),
                Reason = advice.GetProperty("reason").GetString()!,
                Sentence = advice.GetProperty("sentence").GetString()!,
            }
            : null,
        Override = Part(json, "override") is { } overridden
            ? new()
            {
                Recommended = Recommended(overridden.GetProperty("recommended")),
                Reason = overridden.GetProperty("reason").GetString()!,
            }
            : null,
    };

    private static JsonElement? Part(JsonElement json, string name) =>
        json.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : null;

    private static Verdict? Recommended(JsonElement word) =>
        word.GetString() is { } text and not ExperimentWords.Wait ? ExperimentWords.Verdicts.Parse(text) : null;
}
