using Dataface.Flags.Cli.Import.Reports;

namespace Dataface.Flags.Cli.Import.Source;

/// <summary>Finds the flags of a file, in both of Microsoft's schemas.</summary>
internal static class FlagSections
{
    /// <summary>The most flags of one file.</summary>
    public const int MaxFlags = 10_000;

    private const string Old = "FeatureManagement";
    private const string New = "feature_management";
    private const string List = "feature_flags";

    /// <summary>
    /// The flags in their order; of flags of one name the one that Microsoft's library takes, and a note for each other one.
    /// </summary>
    /// <param name="root">The file.</param>
    /// <param name="section">
    /// What the code gives to Microsoft's library, such as <c>Shop:Flags</c>: flags, or a section with Microsoft's inside it; null for the
    /// whole file.
    /// </param>
    /// <param name="report">Is told of what is left out.</param>
    public static IReadOnlyList<SourceFlag> Find(SourceNode root, string? section, ImportReport report)
    {
        var found = section is null && KeyValueSet.IsOne(root)
            ? KeyValueSet.Flags(root, report).ToList()
            : [.. Sections(root, section).SelectMany(s => Flags(s, report))];
        if (found.Count > MaxFlags)
            throw new ImportFaultException("$", $"The file has {found.Count} flags; at most {MaxFlags} are read.", "Split it.");
        return Distinct(found, report);
    }

    private static List<SourceNode> Sections(SourceNode root, string? section)
    {
        var given = section is null ? root : Named(root, section);
        var sections = Microsofts(given);
        if (sections.Count > 0) return sections;
        return section is null ? throw Missing(root) : [given];
    }

    private static List<SourceNode> Microsofts(SourceNode given) =>
        [.. new[] { given.Exactly(Old), given.Exactly(New) }.OfType<SourceNode>().Where(s => !s.IsNull)];

    private static SourceNode Named(SourceNode root, string section)
    {
        var node = root;
        foreach (var name in section.Split(':'))
        {
            node = node.Exactly(name) ?? throw new ImportFaultException(
                node.Path, $"There is no section '{name}'.", $"There are: {Shown(node)}.");
        }

        return node;
    }

    private static ImportFaultException Missing(SourceNode root) => root.Exactly(List) is null
        ? new("$", $"The file has neither a section '{Old}' nor '{New}'.",
            $"Name the section that your code gives to AddFeatureManagement with --section. There are: {Shown(root)}.")
        : new($"$.{List}", $"'{List}' is outside of '{New}', where Microsoft's library does not look for it.",
            $"Write {{ \"{New}\": {{ \"{List}\": [ ... ] }} }}.");

    private static string Shown(SourceNode node) =>
        node.Members.Count == 0 ? "none" : string.Join(", ", node.Members.Take(20).Select(m => m.Key));

    private static IEnumerable<SourceFlag> Flags(SourceNode section, ImportReport report)
    {
        if (!section.IsObject)
            throw new ImportFaultException(section.Path, $"This is {section.KindName}, but must be an object.", "Write { ... }.");
        if (section.Exactly(List) is { } list && (list.IsArray || list.Items.Count > 0))
        {
            foreach (var (name, other) in section.Members.Where(m => m.Value != list))
                report.LeaveOut(name, other.Path, $"Microsoft's library reads nothing beside '{List}' here.");
            return list.Items.Select((item, index) => OfList(item, index, report)).OfType<SourceFlag>();
        }

        return section.Members.Select(m => new SourceFlag(m.Key, m.Value, IsOfOldSchema: true));
    }

    private static SourceFlag? OfList(SourceNode item, int index, ImportReport report)
    {
        if (item.IsObject && item["id"]?.Text is { Length: > 0 } id) return new(id, item, IsOfOldSchema: false);
        report.LeaveOut($"number {index + 1} of the list", item.Path, "It has no \"id\", so that no code can ask for it. Give it one.");
        return null;
    }

    private static List<SourceFlag> Distinct(List<SourceFlag> found, ImportReport report)
    {
        var byName = new Dictionary<string, SourceFlag>(StringComparer.OrdinalIgnoreCase);
        foreach (var flag in found)
        {
            if (byName.TryGetValue(flag.Name, out var before))
            {
                report.LeaveOut(flag.Name, before.Node.Path, $"Microsoft's library takes the flag of this name at {flag.Node.Path}.");
            }

            byName[flag.Name] = flag;
        }

        return [.. found.Where(f => ReferenceEquals(byName[f.Name], f))];
    }
}
