using System.Text;
using Dataface.Flags.Providers;
using Dataface.Flags.Tests.Documents;
using Microsoft.Extensions.Configuration;

namespace Dataface.Flags.Tests.Providers;

[TestFixture]
internal sealed class ConfigurationFlagConfigProviderTests : FlagConfigProviderContract
{
    private TemporaryFolder _folder = null!;
    private IConfigurationRoot _configuration = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    protected override IFlagConfigProvider Open(string json)
    {
        Write(json);
        _configuration = new ConfigurationBuilder().AddJsonFile(_folder["appsettings.json"]).Build();
        return new ConfigurationFlagConfigProvider(_configuration.GetSection("Features"));
    }

    protected override void Change(string json)
    {
        Write(json);
        _configuration.Reload();
    }

    protected override bool TryBreak()
    {
        File.WriteAllText(_folder["appsettings.json"], "{}");
        _configuration.Reload();
        return true;
    }

    [Test]
    public async Task Load_ManyDocuments_MeanTheSameAsTheirJson([Range(100, 300)] int seed)
    {
        var json = new RandomDocument(seed, isUntyped: true).Make().ToJsonString();
        Assert.That(await LoadAsync(Open(json)), Is.EqualTo(Meaning(json)));
    }

    [Test]
    public async Task Load_FromEnvironmentVariables_ReadsNamesWithoutCase()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["F:SCHEMA"] = "1",
            ["F:FLAGS:checkout-v2:OWNER"] = "team",
            ["F:FLAGS:checkout-v2:CREATED"] = "2026-11-01",
            ["F:FLAGS:checkout-v2:Expires"] = "2027-01-01",
            ["F:FLAGS:checkout-v2:ENVIRONMENTS:production:ROLLOUT:PERCENT"] = "2.5",
            ["F:FLAGS:1:owner"] = "team",
            ["F:FLAGS:1:created"] = "2026-11-01",
            ["F:FLAGS:1:expires"] = "2027-01-01",
        }).Build();
        const string Expected = """
            { "schema": 1, "flags": {
                "1": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01" },
                "checkout-v2": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01",
                "environments": { "production": { "rollout": { "percent": 2.5 } } } } } }
            """;
        Assert.That(await LoadAsync(new ConfigurationFlagConfigProvider(configuration.GetSection("F"))), Is.EqualTo(Meaning(Expected)));
    }

    [Test]
    public async Task Load_InvalidNumber_IsLeftForTheReaderToRefuse()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["F:schema"] = "one" })
            .Build();
        var content = await new ConfigurationFlagConfigProvider(configuration.GetSection("F")).LoadAsync(default);
        Assert.That(Encoding.UTF8.GetString(content.Utf8Json.Span), Is.EqualTo("""{"schema":"one"}"""));
    }

    private void Write(string json) => File.WriteAllText(_folder["appsettings.json"], $"{{ \"Features\": {json} }}");
}
