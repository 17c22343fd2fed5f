using System.Text.Json;

namespace Dataface.Flags.Documents.Writing;

/// <summary>Writes one flag.</summary>
internal static class FlagWriter
{
    public static void Write(Utf8JsonWriter json, FlagDefinition flag)
    {
        json.WriteStartObject();
        if (flag.Description.Length > 0) json.WriteString("description", flag.Description);
        if (flag.Alias is { } alias) json.WriteString("alias", alias);
        if (flag.Imported is { } imported) WriteImport(json, imported);
        json.WriteString("owner", flag.Owner);
        json.WriteString("kind", flag.Kind.ToString().ToLowerInvariant());
        json.WriteString("created", FlagDocumentWriter.Day(flag.Created));
        json.WriteString("expires", FlagDocumentWriter.Day(flag.Expires));
        FlagDocumentWriter.List(json, "renewals", flag.Renewals, WriteRenewal);
        if (flag.Approval is { } approval) WriteApproval(json, approval);
        FlagDocumentWriter.Map(
            json, "variants", flag.Variants.Select(v => KeyValuePair.Create(v.Name, v.Value)), (writer, value) => value.WriteTo(writer));
        json.WriteString("offVariant", flag.OffVariant);
        json.WriteString("bucketBy", flag.BucketBy);
        json.WriteString("salt", flag.Salt);
        if (flag.Layer is { } slice) WriteSlice(json, slice);
        FlagDocumentWriter.Map(json, "requires", flag.Requires.Select(r => KeyValuePair.Create(r.Flag, r.Variant)),
            (writer, variant) => writer.WriteStringValue(variant));
        FlagDocumentWriter.Map(json, "environments", flag.Environments, WriteEnvironment);
        if (flag.Guard is { } guard) GuardWriter.Write(json, guard);
        json.WriteEndObject();
    }

    private static void WriteImport(Utf8JsonWriter json, FlagImport import)
    {
        json.WriteStartObject("imported");
        json.WriteString("from", import.From);
        json.WriteString("on", FlagDocumentWriter.Day(import.On));
        if (import.Created is { } created) json.WriteString("created", FlagDocumentWriter.Day(created));
        json.WriteEndObject();
    }

    private static void WriteRenewal(Utf8JsonWriter json, Renewal renewal)
    {
        json.WriteStartObject();
        json.WriteString("by", renewal.By);
        json.WriteString("on", FlagDocumentWriter.Day(renewal.On));
        json.WriteString("until", FlagDocumentWriter.Day(renewal.Until));
        json.WriteString("reason", renewal.Reason);
        json.WriteEndObject();
    }

    private static void WriteApproval(Utf8JsonWriter json, Approval approval)
    {
        json.WriteStartObject("approval");
        json.WriteString("by", approval.By);
        json.WriteString("on", FlagDocumentWriter.Day(approval.On));
        json.WriteString("reference", approval.Reference);
        json.WriteEndObject();
    }

    private static void WriteSlice(Utf8JsonWriter json, LayerSlice slice)
    {
        json.WriteStartObject("layer");
        json.WriteString("name", slice.Name);
        json.WriteNumber("from", slice.FromPercent);
        json.WriteNumber("to", slice.ToPercent);
        json.WriteEndObject();
    }

    private static void WriteEnvironment(Utf8JsonWriter json, EnvironmentDefinition environment)
    {
        json.WriteStartObject();
        FlagDocumentWriter.List(json, "rules", environment.Rules, WriteRule);
        WriteAnswer(json, environment.Serve, environment.Rollout);
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, RuleDefinition rule)
    {
        json.WriteStartObject();
        json.WriteString("name", rule.Name);
        if (rule.When is { } condition)
        {
            json.WritePropertyName("when");
            ConditionWriter.Write(json, condition);
        }

        WriteAnswer(json, rule.Serve, rule.Rollout);
        json.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter json, string? serve, RolloutDefinition? rollout)
    {
        if (serve is not null) json.WriteString("serve", serve);
        if (rollout is null) return;
        json.WriteStartObject("rollout");
        json.WriteNumber("percent", rollout.Percent);
        FlagDocumentWriter.Map(json, "split", rollout.Split.Select(s => KeyValuePair.Create(s.Variant, s.Weight)),
            (writer, weight) => writer.WriteNumberValue(weight));
        if (rollout.Ramp is { } ramp) WriteRamp(json, ramp);
        json.WriteEndObject();
    }

    private static void WriteRamp(Utf8JsonWriter json, RampDefinition ramp)
    {
        json.WriteStartObject("ramp");
        FlagDocumentWriter.List(
            json, "steps", ramp.StepsPercent, (writer, step) => writer.WriteNumberValue(step));
        if (ramp.StartAtPercent is { } start) json.WriteNumber("startAt", start);
        if (ramp.StartReason is { } reason) json.WriteString("reason", reason);
        json.WriteString("hold", FlagDocumentWriter.Span(ramp.Hold));
        if (ramp.Patience is { } patience)
        {
            json.WriteString("onInconclusive", "advance");
            json.WriteString("patience", FlagDocumentWriter.Span(patience));
        }

        json.WriteEndObject();
    }
}
