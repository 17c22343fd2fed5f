using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>The XML docs of an assembly by the id of the member: of the file beside it, or of the sources where there is none.</summary>
internal static partial class XmlDocFiles
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    public static IReadOnlyDictionary<string, XElement> Of(Assembly assembly) => Files.GetOrAdd(assembly, a =>
    {
        var file = Path.ChangeExtension(a.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value)
            : Sources.FilesOf(a.GetName().Name!).SelectMany(Members).GroupBy(m => m.Id).ToDictionary(m => m.Key, m => m.First().Docs);
    });

    private static IEnumerable<(string Id, XElement Docs)> Members(string file)
    {
        foreach (var node in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes())
        {
            if (node is not (PropertyDeclarationSyntax or BaseTypeDeclarationSyntax)) continue;
            var path = node.AncestorsAndSelf().Reverse().Select(Name).Where(name => name.Length > 0);
            var docs = string.Join('\n', Line().Matches(node.GetLeadingTrivia().ToFullString()).Select(line => line.Groups[1].Value));
            yield return ($"{(node is PropertyDeclarationSyntax ? 'P' : 'T')}:{string.Join('.', path)}", XElement.Parse($"<m>{docs}</m>"));
        }
    }

    private static string Name(Microsoft.CodeAnalysis.SyntaxNode node) => node switch
    {
        BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => "",
    };

    [GeneratedRegex(@"^\s*/// ?(.*)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
