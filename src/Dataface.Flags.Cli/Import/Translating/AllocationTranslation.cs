using Dataface.Flags.Cli.Import.Deciding;
using Dataface.Flags.Cli.Import.Source;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Translates who gets which variant while the flag is on: users, then groups, then shares, then the default.</summary>
internal sealed class AllocationTranslation(FlagScope scope, VariantPlan plan)
{
    private static readonly string[] Known = ["defaultWhenEnabled", "defaultWhenDisabled", "user", "group", "percentile", "seed"];

    public DecisionList<Mix> Read(SourceNode? allocation)
    {
        if (allocation is null) return new(plan.Of(null, isEnabled: true));
        foreach (var (key, other) in allocation.Members.Where(m => !Array.Exists(Known, known => SourceNode.IsNamed(m.Key, known))))
            scope.LeftOut(other.Path, $"An allocation has no '{key}'.");
        var cases = new List<DecisionCase<Mix>>();
        Cases(allocation["user"], "users", scope.Settings.UserAttribute, cases);
        Cases(allocation["group"], "groups", scope.Settings.GroupsAttribute, cases);
        return new DecisionList<Mix>(cases, Shares(allocation)).Trimmed();
    }

    /// <summary>Says so when a variant that is named does not exist.</summary>
    public string? Checked(SourceNode? node)
    {
        if (node?.Text is not { Length: > 0 } name) return null;
        if (!plan.Overrides.ContainsKey(name))
            scope.Approximated(node.Path, $"The flag has no variant '{name}'; the setting is ignored.");
        return name;
    }

    private void Cases(SourceNode? list, string what, string attribute, List<DecisionCase<Mix>> cases)
    {
        foreach (var entry in list?.Listed() ?? [])
        {
            var texts = entry[what]?.ToTexts() ?? [];
            if (texts.Count == 0) continue;
            var variant = Checked(entry["variant"]);
            cases.Add(new($"{what} of {variant}", FilterConditions.IsIn(attribute, texts), plan.Of(variant, isEnabled: true)));
            scope.Translated(entry.Path, $"A rule gives '{variant}' to '{attribute}' in a list of {texts.Count}.");
        }
    }

    /// <summary>Each range's own part, as far as no earlier one has it; the default gets the rest.</summary>
    private Mix Shares(SourceNode allocation)
    {
        var rest = plan.Of(Checked(allocation["defaultWhenEnabled"]), isEnabled: true);
        var ranges = (allocation["percentile"]?.Listed() ?? []).Select(Range).ToList();
        if (ranges.Count == 0) return rest;
        decimal[] edges = [.. ranges.SelectMany(r => new[] { r.From, r.To }).Append(0).Append(1).Distinct().Order()];
        var parts = edges.Zip(edges.Skip(1)).SelectMany(edge => (ranges.Find(r => r.From <= edge.First && r.To >= edge.Second).Mix ?? rest)
            .Parts.Select(p => (p.Variant, p.Share * (edge.Second - edge.First))));
        var mix = Mix.Of(parts);
        if (mix.Only is null) scope.IsHashed = true;
        scope.Translated(allocation["percentile"]!.Path,
            $"Shares of the units: {string.Join(", ", mix.Parts.Select(p => $"{p.Variant} {FilterConditions.Percent(p.Share)}"))}.");
        return mix;
    }

    private (decimal From, decimal To, Mix Mix) Range(SourceNode entry)
    {
        var (from, to) = (entry["from"]?.ToNumber(0, 100) ?? 0, entry["to"]?.ToNumber(0, 100) ?? 0);
        if (from > to) throw new ImportFaultException(entry.Path, $"'from' is {from}, above 'to', {to}.", "Exchange them.");
        return (from / 100, to / 100, plan.Of(Checked(entry["variant"]), isEnabled: true));
    }
}
