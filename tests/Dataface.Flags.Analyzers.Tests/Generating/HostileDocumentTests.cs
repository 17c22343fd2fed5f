using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Dataface.Flags.Analyzers.Tests.Generating.Generated;

namespace Dataface.Flags.Analyzers.Tests.Generating;

/// <summary>Documents that try to become code.</summary>
[TestFixture]
internal sealed class HostileDocumentTests
{
    private static readonly string[] Parts =
    [
        "\"", "\\", "\\\"", "\"\"\"", "\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\v", "\f", "\0", "*/", "/*", "//",
            "///", "</summary>", "<summary>", "<![CDATA[", "]]>", "&", "&amp;",
        "<!--", "-->", "<?xml?>", "#if", "#error x", "#pragma", "\n#error x\n", "; class Evil { }", "} class Evil {",
            "public static int Evil = 1;", "{0}", "$\"{Evil()}\"", "\ud83d\ude00", "\ufeff",
        "\u202e", "\uFFFE", "\uFFFF", "\u200b", "\x1b[31m", "\\u0022", "\\x22", "@\"", "'", "a", " ", "\t", "\u2424", "\u000b",
            "\u001a", "cref=\"x\"", "Evil",
    ];

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Test, Rule("documents are hostile input")]
    public void Generate_HostileTexts_GiveJustTheExpectedMembersAndValues()
    {
        var lines = From(Hostile("a", "b", "c", "d")).Result.GeneratedTrees.Single().GetText().Lines.Count;
        for (var seed = 0; seed < 1_500; seed++)
        {
            var random = new Random(seed);
            var (description, owner, off, other) = (Text(random), "o" + Text(random), Text(random), Text(random));
            var generated = From(Hostile(description, owner, off, other));
            Assert.That(generated.Findings, Is.Empty, $"seed {seed}");
            var tree = generated.Result.GeneratedTrees.Single();
            Assert.That(Members(tree), Is.EqualTo(new[] { "class Flags", "Keys", "Flag1", "class Flag1Variants", "B", "Off" }),
                $"seed {seed}\n{tree}");
            var literals = tree.GetRoot().DescendantNodes().OfType<LiteralExpressionSyntax>().Select(l => l.Token.Value).ToList();
            Assert.That(literals, Is.EqualTo(new object[] { "Dataface.Flags", "", "flag-1", "flag-1", "flag-1", off, other,
                off }), $"seed {seed}");
            Assert.That(tree.GetRoot().DescendantTrivia(descendIntoTrivia: true).Where(t => t.IsDirective).Select(t =>
                t.ToString()), Is.EqualTo(new[] { "#nullable enable" }), $"seed {seed}");
            Assert.That(tree.GetDiagnostics(), Is.Empty, $"seed {seed}\n{tree}");
            Assert.That(tree.GetText().Lines, Has.Count.EqualTo(lines), $"seed {seed}: a text ends a line\n{tree}");
        }
    }

    [Test]
    public void Generate_HostileDescription_IsShownAsItWasWrittenOnOneLine()
    {
        var generated = From(Document(("a", "\"description\": \"Less < more & \\n\\u2028 </summary> */ end\"")));
        Assert.That(generated.Code, Does.Contain("<summary>Less &lt; more &amp;    &lt;/summary&gt; */ end</summary>"));
        Assert.That(generated.Problems, Is.Empty);
    }

    [TestCase("a b")]
    [TestCase("a;class X{}")]
    [TestCase("a\\n")]
    [TestCase("")]
    [TestCase("-a")]
    [TestCase("\\u00e4")]
    [TestCase("A\\\"")]
    public void Generate_InvalidKey_IsABrokenDocument(string key)
    {
        var generated = From(Document((key, ""), ("good", "")));
        Assert.That(generated.Findings.Select(f => (f.Id, f.Location.GetLineSpan().StartLinePosition.Line + 1)),
            Is.EqualTo(new[] { ("DFA0101", 4) }));
        Assert.That(generated.Code, Does.Contain(" Good "));
        Assert.That(generated.Problems, Is.Empty);
    }

    private static string Hostile(string description, string owner, string off, string other) => $$"""
        { "schema": 1, "flags": { "flag-1": { "description": {{Quote(description)}}, "owner": {{Quote(owner)}},
        "created": "2026-11-01", "expires": "2027-01-01",
          "variants": { "off": {{Quote(off)}}, "b": {{Quote(other)}} }, "offVariant": "off" } } }
        """;

    private static IEnumerable<string> Members(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().SelectMany(member => member switch
    {
        ClassDeclarationSyntax type => [$"class {type.Identifier.Text}"],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(v => v.Identifier.Text),
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        BaseNamespaceDeclarationSyntax => [],
        _ => new[] { $"unexpected {member.Kind()}" },
    });

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Parts[random.Next(Parts.Length)]));

    private static string Quote(string text) => JsonSerializer.Serialize(text, Json);
}
