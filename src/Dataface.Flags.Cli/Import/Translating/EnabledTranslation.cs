using Dataface.Flags.Cli.Import.Deciding;
using Dataface.Flags.Cli.Import.Source;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Translates for whom a flag is on, in either schema.</summary>
internal sealed class EnabledTranslation(FlagScope scope)
{
    private static readonly string[] OldParts =
        ["enabledFor", "requirementType", "status", "allocation", "variants", "telemetryEnabled", "telemetryMetadata"];

    private static readonly string[] NewParts =
        ["id", "description", "displayName", "enabled", "conditions", "variants", "allocation", "telemetry"];

    /// <summary>The share for whom the flag is on; null when it is switched off as a whole.</summary>
    public DecisionList<decimal>? Read(SourceFlag flag) => flag.IsOfOldSchema ? Old(flag.Node) : New(flag.Node);

    private DecisionList<decimal>? Old(SourceNode node)
    {
        if (IsTrue(node) || !node.IsObject) return OldValue(node);
        if (node.Members.Count > 0 && !node.Members.Any(m => Array.Exists(OldParts, part => SourceNode.IsNamed(m.Key, part))))
        {
            var names = string.Join(", ", node.Members.Take(20).Select(m => m.Key));
            throw new ImportFaultException(node.Path, $"It is a section with {names}, "
                + "in which Microsoft's library finds no flags.", "Move its flags up into the section above, or import it with --section.");
        }

        LeaveOutOthers(node, OldParts);
        if (node["telemetryEnabled"] is { Text: { } text } telemetry && bool.TryParse(text, out var isOn) && isOn) Telemetry(telemetry);
        if (node["telemetryMetadata"] is { } metadata) Telemetry(metadata);
        if (string.Equals(node["status"]?.Text, "Disabled", StringComparison.OrdinalIgnoreCase)) return SwitchedOff(node["status"]!);
        if (node["enabledFor"] is not { } filters || filters.IsNull)
        {
            scope.Translated(node.Path, "It names no filter, and so it was never on: off for everybody.");
            return null;
        }

        if (IsTrue(filters) || (filters.Text is not null && filters.Items.Count == 0)) return OldValue(filters);
        if (filters.Listed().Count > 0)
            return new FilterTranslation(scope).Join(filters.Listed(), IsAll(node["requirementType"]), filters.Path);
        scope.Translated(filters.Path, "An empty list of filters was never on: off for everybody.");
        return null;
    }

    /// <summary>True beats filters of another file that stand beside it; false does not.</summary>
    private static bool IsTrue(SourceNode node) => bool.TryParse(node.Text, out var isOn) && isOn;

    private DecisionList<decimal>? OldValue(SourceNode node)
    {
        if (node.IsArray)
            throw new ImportFaultException(node.Path, "This is a list, but must be true, false or an object.", "Write true or false.");
        if (bool.TryParse(node.Text, out var isOn))
        {
            scope.Translated(node.Path, isOn ? "On for everybody." : "Off for everybody.");
            return isOn ? new(1) : null;
        }

        scope.Approximated(node.Path, "It is neither true nor false, which Microsoft's library reads as off.");
        return null;
    }

    private DecisionList<decimal>? New(SourceNode node)
    {
        LeaveOutOthers(node, NewParts);
        if (node["telemetry"] is { } telemetry) NewTelemetry(telemetry);
        if (node["enabled"] is not { IsNull: false } enabled || !enabled.ToBoolean()) return SwitchedOff(node["enabled"] ?? node);
        var conditions = node["conditions"];
        if (conditions is { IsObject: true }) LeaveOutOthers(conditions, ["requirementType", "clientFilters"]);
        if (conditions?["clientFilters"] is not { } filters || filters.Listed().Count == 0)
        {
            scope.Translated(enabled.Path, "It has no filters: on for everybody.");
            return new(1);
        }

        return new FilterTranslation(scope).Join(filters.Listed(), IsAll(conditions["requirementType"]), filters.Path);
    }

    private DecisionList<decimal>? SwitchedOff(SourceNode node)
    {
        scope.Translated(node.Path, "It is switched off; its filters, if it has any, are left out, since none of them decides.");
        return null;
    }

    private static bool IsAll(SourceNode? node) => node?.Text?.ToUpperInvariant() switch
    {
        null or "" or "ANY" => false,
        "ALL" => true,
        _ => throw new ImportFaultException(node!.Path, $"There is no requirement type '{node.Text}'.", "Write Any or All."),
    };

    private void LeaveOutOthers(SourceNode node, string[] known)
    {
        foreach (var (key, other) in node.Members.Where(m => !Array.Exists(known, part => SourceNode.IsNamed(m.Key, part))))
            scope.LeftOut(other.Path, $"Microsoft's schema has no '{key}' here.");
    }

    private void NewTelemetry(SourceNode telemetry)
    {
        if (!telemetry.IsObject) throw new ImportFaultException(telemetry.Path, "This must be an object.", "Write { \"enabled\": true }.");
        if (telemetry["enabled"] is { IsNull: false } enabled && enabled.ToBoolean()) Telemetry(enabled);
        if (telemetry["metadata"] is { } metadata) Telemetry(metadata);
        LeaveOutOthers(telemetry, ["enabled", "metadata"]);
    }

    private void Telemetry(SourceNode node) => scope.LeftOut(
        node.Path, "A document has no telemetry: every flag is counted, and exposures are set up in code (docs/exposures.md).");
}
