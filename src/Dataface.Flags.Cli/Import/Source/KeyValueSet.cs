using System.Text;
using Dataface.Flags.Cli.Import.Reports;

namespace Dataface.Flags.Cli.Import.Source;

/// <summary>
/// Reads an export of Azure App Configuration with the profile <c>appconfig/kvset</c>: a list of keys and values, in which a flag is one
/// whose key begins with a prefix, and whose value is a text of JSON.
/// </summary>
internal static class KeyValueSet
{
    private const string Prefix = ".appconfig.featureflag/";

    public static bool IsOne(SourceNode root) =>
        root.Exactly("items") is { IsArray: true } items && items.Items.Any(item => item.Exactly("key")?.Text is not null);

    /// <summary>The flags, and a note for each that cannot be read; labels are not looked at.</summary>
    public static IEnumerable<SourceFlag> Flags(SourceNode root, ImportReport report)
    {
        foreach (var item in root.Exactly("items")!.Items)
        {
            if (item.Exactly("key")?.Text is not { } key || !key.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            if (Flag(item, key[Prefix.Length..], report) is { } flag) yield return flag;
        }
    }

    private static SourceFlag? Flag(SourceNode item, string name, ImportReport report)
    {
        try
        {
            var node = SourceReader.Read(Encoding.UTF8.GetBytes(item.Exactly("value")?.Text ?? ""), $"{item.Path}.value");
            if (node.IsObject) return new(node["id"]?.Text is { Length: > 0 } id ? id : name, node, IsOfOldSchema: false);
            throw new ImportFaultException(node.Path, $"This is {node.KindName}, but must be an object.", "Export the flag again.");
        }
        catch (ImportFaultException fault)
        {
            report.LeaveOut(name, fault.Path, fault.Reason);
            return null;
        }
    }
}
