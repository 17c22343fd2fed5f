using Microsoft.CodeAnalysis;
using static Dataface.Flags.Analyzers.Tests.Generating.Generated;

namespace Dataface.Flags.Analyzers.Tests.Generating;

[TestFixture]
internal sealed class GeneratorTests
{
    private const string Limits = """
        namespace Shop;
        internal sealed record Limits(int Most) { public static readonly Limits Off = new(1); }
        [System.Text.Json.Serialization.JsonSerializable(typeof(Limits))]
        internal sealed class ShopJson
        {
            public static class Default
            {
                public static System.Text.Json.Serialization.Metadata.JsonTypeInfo<Limits> Limits => null!;
            }
        }
        """;

    [TestCase("", "FlagKey<bool> NewCart = global::Dataface.Flags.FlagKey.Of(\"new-cart\");")]
    [TestCase("\"variants\": { \"off\": \"plain\", \"b\": \"x\" }, \"offVariant\": \"off\"",
        "FlagKey<string> NewCart = global::Dataface.Flags.FlagKey.Of(\"new-cart\", \"plain\");")]
    [TestCase("\"variants\": { \"a\": 3, \"b\": 5 }, \"offVariant\": \"b\"",
        "FlagKey<long> NewCart = global::Dataface.Flags.FlagKey.Of(\"new-cart\", 5L);")]
    [TestCase("\"variants\": { \"a\": -9223372036854775808, \"b\": 5 }, \"offVariant\": \"a\"", "(\"new-cart\", -9223372036854775808L);")]
    [TestCase("\"variants\": { \"a\": 0.1, \"b\": 5 }, \"offVariant\": \"a\"",
        "FlagKey<double> NewCart = global::Dataface.Flags.FlagKey.Of(\"new-cart\", 0.1D);")]
    [TestCase("\"variants\": { \"a\": 1.7e308, \"b\": 5 }, \"offVariant\": \"a\"", "(\"new-cart\", 1.7E+308D);")]
    public void Generate_FlagOfAType_GivesAHandleOfThatTypeWithItsOffValue(string members, string code)
    {
        var generated = From(Document(("new-cart", members)));
        Assert.That(generated.Code, Does.Contain(code));
        Assert.That(generated.Problems, Is.Empty);
        Assert.That(generated.Findings, Is.Empty);
    }

    [TestCase("int", "FlagKey<int> NewCart = global::Dataface.Flags.FlagKey.Of(\"new-cart\", 1);")]
    [TestCase("decimal", "FlagKey<decimal> NewCart = global::Dataface.Flags.FlagKey.Of(\"new-cart\", 1M);")]
    [TestCase("double", "FlagKey<double> NewCart = global::Dataface.Flags.FlagKey.Of(\"new-cart\", 1D);")]
    public void Generate_TypeThatTheProjectNames_IsTaken(string type, string code)
    {
        var document = Document(("new-cart", "\"variants\": { \"a\": 1, \"b\": 5 }, \"offVariant\": \"a\""));
        var generated = From(document, options: Options().With("DatafaceFlagHandles", $"new-cart=={type}=="));
        Assert.That(generated.Code, Does.Contain(code));
        Assert.That(generated.Problems, Is.Empty);
        Assert.That(generated.Findings, Is.Empty);
    }

    [Test]
    public void Generate_NumbersThatOnlyADecimalHolds_AreDecimals() => Assert.That(
        From(Document(("a", "\"variants\": { \"a\": 9007199254740993, \"b\": 0.5 }, \"offVariant\": \"a\""))).Code,
        Does.Contain("FlagKey<decimal> A = global::Dataface.Flags.FlagKey.Of(\"a\", 9007199254740993M);"));

    [Test]
    public void Generate_Handle_IsDocumentedWithDescriptionOwnerAndExpiry()
    {
        var type = From(Document(("new-cart", "\"description\": \"A cart that saves\""))).Output.GetTypeByMetadataName("Shop.Flags")!;
        var documentation = type.GetMembers("NewCart").Single().GetDocumentationCommentXml();
        Assert.That(documentation, Does.Contain("A cart that saves").And.Contain("of team;").And.Contain("2027-01-01"));
    }

    [Test]
    public void Generate_Renewals_CountForTheExpiry() => Assert.That(
        From(Document(("a",
            "\"renewals\": [ { \"by\": \"t\", \"on\": \"2026-12-20\", \"until\": \"2027-02-02\", \"reason\": \"r\" } ]"))).Code,
        Does.Contain("off from 2027-02-02 on"));

    [Test]
    public void Generate_StringVariants_AreConstants()
    {
        var generated = From(
            Document(("headline", "\"variants\": { \"plain\": \"Welcome\", \"winter-sale\": \"Sale\" }, \"offVariant\": \"plain\"")),
            "namespace Shop; static class Page { public static int Of(string text) => text switch { Flags.HeadlineVariants.WinterSale => "
            + "1, Flags.HeadlineVariants.Plain => 2, _ => 3 }; }");
        Assert.That(generated.Problems, Is.Empty);
    }

    [Test]
    public void Compile_KeyThatIsGone_IsAnError()
    {
        const string Use = "namespace Shop; static class Page { public static string Key => Flags.NewCart.Key; }";
        Assert.That(From(Document(("new-cart", "")), Use).Problems, Is.Empty);
        Assert.That(From(Document(("old-cart", "")), Use).Problems.Select(p => p.Id), Is.EqualTo(new[] { "CS0117" }));
    }

    [Test]
    public void Generate_ObjectFlag_BindsToTheTypeThatTheProjectNames()
    {
        var document = Document(("limits", "\"variants\": { \"off\": { \"most\": 1 }, \"on\": { \"most\": 9 } }, \"offVariant\": \"off\""));
        var unnamed = From(document, Limits);
        Assert.That(unnamed.Findings.Select(f => f.Id), Is.EqualTo(new[] { "DFA0103" }));
        var named = From(document, Limits,
            Options().With("DatafaceFlagHandles", "limits==Shop.Limits=Shop.ShopJson.Default.Limits=Shop.Limits.Off"));
        Assert.That(named.Findings, Is.Empty);
        Assert.That(named.Problems, Is.Empty);
        Assert.That(named.Code, Does.Contain("FlagKey<global::Shop.Limits> Limits ="));
    }

    [Test]
    public void Generate_ClassAndNamespaceOfTheItem_AreTaken()
    {
        var options = new ProjectOptions().WithFile("flags.json", "FlagsClass", "ShopFlags").WithFile("flags.json",
            "FlagsNamespace", "A.B").WithFile("flags.json", "FlagsPublic", "true");
        var type = From(Document(("a", "")), options: options).Output.GetTypeByMetadataName("A.B.ShopFlags");
        Assert.That(type!.DeclaredAccessibility, Is.EqualTo(Accessibility.Public));
    }

    [TestCase("my-app", "my_app.Flags")]
    [TestCase("1st.class", "_1st._class.Flags")]
    [TestCase("", "Flags")]
    public void Generate_InvalidRootNamespace_IsMadeValid(string root, string name)
    {
        var generated = From(Document(("a", "")), options: new ProjectOptions().With("RootNamespace", root));
        Assert.That(generated.Output.GetTypeByMetadataName(name), Is.Not.Null);
        Assert.That(generated.Problems, Is.Empty);
    }

    [Test]
    public void Generate_LaterDocumentOfTheSameClass_ReplacesAFlagWhole()
    {
        var generated = From([("a.json", Document(("a", ""), ("b", ""))),
            ("b.json", Document(("a", "\"variants\": { \"x\": 1, \"y\": 2 }, \"offVariant\": \"y\"")))]);
        Assert.That(generated.Code, Does.Contain("FlagKey<long> A").And.Contain("FlagKey<bool> B"));
        Assert.That(generated.Findings, Is.Empty);
    }

    [Test]
    public void Generate_WithoutDocuments_GivesNothing() => Assert.That(From([]).Result.GeneratedTrees, Is.Empty);
}
