using System.Text.Json;
using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Output;

namespace Dataface.Flags.Cli.Diff;

/// <summary>A diff as JSON.</summary>
internal static class DiffJson
{
    public static void Write(DiffReport report, TextWriter output) => JsonOutput.Write(output, json => WriteMembers(json, report));

    public static void WriteMembers(Utf8JsonWriter json, DiffReport report)
    {
        json.WriteString("environment", report.Environment);
        json.WriteString("old", report.Before);
        json.WriteString("new", report.After);
        json.WriteString("source", report.IsSample ? "sample" : "contexts");
        json.WriteNumber("contexts", report.Contexts);
        if (report.IsSample) json.WriteNumber("confidence", Share.Confidence);
        else json.WriteNull("confidence");
        WriteShare(json, "moved", report.Moved);
        if (report.MaxPercent is { } max) json.WriteNumber("maxPercent", max);
        else json.WriteNull("maxPercent");
        json.WriteBoolean("exceeded", report.IsExceeded);
        json.WriteArray("flags", report.Flags, flag => WriteFlag(json, flag, report));
    }

    private static void WriteFlag(Utf8JsonWriter json, FlagDiff flag, DiffReport report)
    {
        json.WriteStartObject();
        json.WriteString("flag", flag.Flag);
        json.WriteString("change", flag.Change.ToString().ToLowerInvariant());
        json.WriteNumber("moved", flag.Moved);
        json.WriteArray("moves", flag.Moves, move =>
        {
            json.WriteStartObject();
            WriteAnswer(json, "from", move.From);
            WriteAnswer(json, "to", move.To);
            WriteShare(json, "share", report.ShareOf(move.Count));
            json.WriteEndObject();
        });
        json.WriteNumber("withoutUnit", flag.WithoutUnit);
        json.WriteArray("missingAttributes", flag.MissingAttributes, json.WriteStringValue);
        json.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter json, string name, Answer answer)
    {
        json.WriteString(name, answer.Variant);
        json.WritePropertyName(name + "Value");
        if (answer.Variant is null) json.WriteNullValue();
        else answer.Value.WriteTo(json);
    }

    private static void WriteShare(Utf8JsonWriter json, string name, Share share)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", share.Count);
        json.WriteNumber("percent", share.Percent);
        json.WriteNumber("low", share.Low);
        json.WriteNumber("high", share.High);
        json.WriteEndObject();
    }
}
