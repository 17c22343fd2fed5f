using static Dataface.Flags.Analyzers.Tests.Generating.Generated;

namespace Dataface.Flags.Analyzers.Tests.Generating;

/// <summary>Names of documents that are no identifiers, or become the same one.</summary>
[TestFixture]
internal sealed class NameTests
{
    [TestCase("new-cart", "NewCart")]
    [TestCase("new.cart_v2", "NewCartV2")]
    [TestCase("2fa-page", "_2faPage")]
    [TestCase("class", "Class")]
    [TestCase("a--b", "AB")]
    public void Generate_Key_BecomesAnIdentifier(string key, string name)
    {
        var generated = From(Document((key, "")));
        Assert.That(generated.Output.GetTypeByMetadataName("Shop.Flags")!.GetMembers(name), Has.Length.EqualTo(1));
        Assert.That(generated.Problems, Is.Empty);
    }

    [Test]
    public void Generate_KeysThatBecomeTheSame_AreBothNamedAtTheirPlaceAndGiveNoHandle()
    {
        var generated = From(Document(("new-cart", ""), ("new_cart", ""), ("other", "")));
        Assert.That(generated.Findings.Select(f =>
            (f.Id, f.Location.GetLineSpan().StartLinePosition.Line + 1, f.Location.GetLineSpan().StartLinePosition.Character + 1)),
            Is.EqualTo(new[] { ("DFA0102", 4, 5), ("DFA0102", 5, 5) }));
        Assert.That(generated.Code, Does.Contain(" Other ").And.Not.Contain(" NewCart "));
        Assert.That(generated.Problems, Is.Empty);
    }

    [TestCase("flags")]
    [TestCase("equals")]
    [TestCase("to-string")]
    [TestCase("reference-equals")]
    [TestCase("keys")]
    public void Generate_KeyThatTheClassHasAlready_IsNamed(string key)
    {
        var generated = From(Document((key, "")));
        Assert.That(generated.Findings.Select(f => f.Id), Is.EqualTo(new[] { "DFA0102" }));
        Assert.That(generated.Problems, Is.Empty);
    }

    [TestCase("flags", "Flags")]
    [TestCase("new_cart", "NewCart")]
    public void Generate_HintOfTheMessage_IsAccepted(string key, string name)
    {
        var document = Document((key, ""), ("new-cart", ""));
        Assert.That(From(document).Findings.Select(f => f.GetMessage(null)),
            Has.Some.Contains($"<FlagHandle Include=\"{key}\" Name=\"{name}Flag\" />"));
        var renamed = From(document, options: Options().With("DatafaceFlagHandles", $"{key}={name}Flag==="));
        Assert.That(renamed.Findings, Is.Empty);
        Assert.That(renamed.Problems, Is.Empty);
        Assert.That(renamed.Code, Does.Contain($" {name}Flag ="));
    }

    [Test]
    public void Generate_HandleWithTheNameOfAClassOfVariants_IsNamed()
    {
        var generated = From(Document(("headline", "\"variants\": { \"a\": \"x\", \"b\": \"y\" }, \"offVariant\": \"a\""),
            ("headline-variants", "")));
        Assert.That(generated.Findings.Select(f => f.Id), Is.EqualTo(new[] { "DFA0102" }));
        Assert.That(generated.Problems, Is.Empty);
    }

    [TestCase("\"a-b\": \"x\", \"a_b\": \"y\"", "a-b")]
    [TestCase("\"headline-variants\": \"x\", \"b\": \"y\"", "b")]
    [TestCase("\"equals\": \"x\", \"b\": \"y\"", "b")]
    public void Generate_VariantsThatBecomeTheSame_AreNamedAndTheHandleStays(string variants, string off)
    {
        var generated = From(Document(("headline", $"\"variants\": {{ {variants} }}, \"offVariant\": \"{off}\"")));
        Assert.That(generated.Findings.Select(f => f.Id), Is.EqualTo(new[] { "DFA0102" }));
        Assert.That(generated.Code, Does.Contain(" Headline ="));
        Assert.That(generated.Problems, Is.Empty);
    }

    [TestCase("class")]
    [TestCase("A B")]
    [TestCase("A{}class B")]
    [TestCase("1A")]
    [TestCase("record")]
    public void Generate_InvalidClassName_IsReportedAndGivesNothing(string name)
    {
        var generated = From(Document(("a", "")), options: Options().WithFile("flags.json", "FlagsClass", name));
        Assert.That(generated.Findings.Select(f => f.Id), Is.EqualTo(new[] { "DFA0104" }));
        Assert.That(generated.Result.GeneratedTrees, Is.Empty);
    }

    [TestCase("a=1x===", "not an identifier")]
    [TestCase("a=B|a=C", "twice")]
    [TestCase("aa=B", "Did you mean 'a'")]
    [TestCase("a==int; class X{}", "type")]
    [TestCase("a==bool/**/", "type")]
    [TestCase("a===A;B", "TypeInfo")]
    [TestCase("a====A();", "Fallback")]
    [TestCase("a==long", "cannot be long")]
    public void Generate_SettingThatCannotBeUsed_IsNamed(string setting, string part)
    {
        var generated = From(Document(("a", "")), options: Options().With("DatafaceFlagHandles", setting));
        Assert.That(generated.Findings.Select(f => f.Id), Is.EqualTo(new[] { "DFA0104" }));
        Assert.That(generated.Findings[0].GetMessage(null), Does.Contain(part));
        Assert.That(generated.Problems, Is.Empty);
    }

    [TestCase("FlagsToday", "yesterday")]
    [TestCase("FlagsToday", "2027-02-30")]
    [TestCase("FlagsExpiryDays", "-1")]
    public void Generate_InvalidProperty_IsReported(string property, string value) => Assert.That(
        From(Document(("a", "")), options: Options().With(property, value)).Findings.Select(f => f.Id), Is.EqualTo(new[] { "DFA0104" }));
}
