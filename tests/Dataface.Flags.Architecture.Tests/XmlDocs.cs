using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>What the XML docs beside an assembly say of its members, in one line of Markdown.</summary>
internal static partial class XmlDocs
{
    /// <summary>The summary and the value, or nothing.</summary>
    public static string Of(MemberInfo member)
    {
        var docs = XmlDocFiles.Of((member as Type ?? member.DeclaringType!).Assembly);
        var element = Find(docs, member);
        if (element?.Element("inheritdoc")?.Attribute("cref")?.Value is { } other) element = docs.GetValueOrDefault(other);
        var parts = new[] { element?.Element("summary"), element?.Element("value") }.OfType<XElement>().Select(Line);
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    /// <summary>A method by its name: overloads say the same.</summary>
    private static XElement? Find(IReadOnlyDictionary<string, XElement> docs, MemberInfo member)
    {
        if (member is Type type) return docs.GetValueOrDefault($"T:{NameOf(type)}");
        var name = $"{NameOf(member.DeclaringType!)}.{member.Name}";
        if (member is PropertyInfo) return docs.GetValueOrDefault($"P:{name}");
        return docs.FirstOrDefault(doc => doc.Key.StartsWith($"M:{name}(", StringComparison.Ordinal)).Value;
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string Line(XElement element) =>
        Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim().Replace("|", @"\|", StringComparison.Ordinal);

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element when element.Attribute("cref") is { } cref => $"`{Short(cref.Value)}`",
        XElement element when element.Attribute("langword") is { } word => $"`{word.Value}`",
        XElement element when element.Attribute("name") is { } name => $"`{name.Value}`",
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>The last two names of a member, the last of a type; in a source it is short already.</summary>
    private static string Short(string cref)
    {
        if (cref[1] != ':') return cref;
        var names = cref[2..].Split('(')[0].Split('.');
        return string.Join('.', names.TakeLast(cref[0] == 'T' ? 1 : 2)).Split('`')[0];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
