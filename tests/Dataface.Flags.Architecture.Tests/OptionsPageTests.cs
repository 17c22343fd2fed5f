namespace Dataface.Flags.Architecture.Tests;

/// <summary>docs/options.md is what <c>.ci/options-page</c> writes from the XML docs of the assemblies.</summary>
[TestFixture]
internal sealed class OptionsPageTests
{
    private static readonly string Markdown = Path.Combine(Sources.Root, "docs", "options.md");

    [Test]
    public void Page_IsThatOfTheAssemblies()
    {
        var page = OptionsPage.Render();
        if (Environment.GetEnvironmentVariable("DATAFACE_FLAGS_WRITE_PAGES") is not null) File.WriteAllText(Markdown, page);
        Assert.That(File.ReadAllText(Markdown), Is.EqualTo(page), "Run .ci/options-page, and read the difference.");
    }

    [Test]
    public void Options_EachOfThem_SaysWhatItDoes() =>
        Assert.That(
            OptionsPage.Types.SelectMany(type => OptionsPage.Options(type).Where(option => XmlDocs.Of(option).Length == 0)
                .Select(option => $"{type.Name}.{option.Name}")),
            Is.Empty);

    /// <summary>Those that a reader looked for in vain before there was this page.</summary>
    [TestCase("DeclaredKeys")]
    [TestCase("StartupTimeout")]
    [TestCase("Policy")]
    [TestCase("GuardInterval")]
    [TestCase("AddExposureSink")]
    [TestCase("HeartbeatSeconds")]
    [TestCase("UsePostgres")]
    public void Page_HasTheOption(string option) => Assert.That(OptionsPage.Render(), Does.Contain($"| `{option}"));
}
