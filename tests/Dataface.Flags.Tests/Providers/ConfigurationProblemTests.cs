using Dataface.Flags.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Tests.Providers;

/// <summary>Nobody wrote the document that is made of configuration, so that its lines say nothing.</summary>
[TestFixture]
internal sealed class ConfigurationProblemTests
{
    [TestCase("owner", "", "FeatureFlags:flags:new-cart:owner")]
    [TestCase("expires", "soon", "FeatureFlags:flags:new-cart:expires")]
    [TestCase("environments:production:rules:0:serve", "of", "FeatureFlags:flags:new-cart:environments:production:rules:0")]
    [TestCase("variants:a b", "true", "FeatureFlags:flags:new-cart:variants:a b")]
    [TestCase("requires:missing", "on", "FeatureFlags:flags:new-cart:requires")]
    public async Task Problem_OfAValue_NamesTheSectionsPathAndNoLine(string key, string value, string path)
    {
        var problem = await ProblemAsync(key, value);
        Assert.That(problem, Does.Contain($"[{path}").And.Not.Contain("$.").And.Not.Match(@"\(\d+,\d+\)"));
        Assert.That(problem, Does.StartWith("configuration:FeatureFlags: error DF"));
    }

    [Test]
    public async Task Problem_OfTheWholeSection_NamesTheSection() =>
        Assert.That(await ProblemAsync("owner", "team", schema: null), Does.Contain("[FeatureFlags]"));

    private static async Task<string> ProblemAsync(string key, string value, string? schema = "1")
    {
        const string Flag = "FeatureFlags:flags:new-cart";
        var section = new Dictionary<string, string?>
        {
            ["FeatureFlags:schema"] = schema,
            [$"{Flag}:owner"] = "team",
            [$"{Flag}:created"] = "2026-11-01",
            [$"{Flag}:expires"] = "2027-01-01",
            [$"{Flag}:{key}"] = value,
        };
        if (schema is null) section.Remove("FeatureFlags:schema");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(section).Build();
        await using var flags = await FlagClient.StartAsync(
            o =>
            {
                o.UseConfiguration(configuration.GetSection("FeatureFlags"));
                (o.Environment, o.TimeProvider) = ("production", new ManualTimeProvider());
            },
            NullLoggerFactory.Instance);
        return flags.Status.Providers.Single().Problem!;
    }
}
