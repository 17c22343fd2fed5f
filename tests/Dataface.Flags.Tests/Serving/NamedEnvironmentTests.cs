using Dataface.Flags.Providers;

namespace Dataface.Flags.Tests.Serving;

/// <summary>An environment that no flag names: every flag is off, and nobody would know why.</summary>
[TestFixture]
internal sealed class NamedEnvironmentTests
{
    [Test]
    public async Task Start_UnnamedEnvironment_WarnsWithTheNamedOnes()
    {
        using var log = new LogRecorder();
        await using var flags = await StartAsync("prodution", log);
        var warning = log.Events.Single(e => e.Id == 4015).Text;
        Assert.That(warning, Does.Contain("'prodution'").And.Contain("production, staging").And.Contain("Did you mean 'production'?"));
    }

    [Test]
    public async Task Explain_UnnamedEnvironment_ListsTheNamedOnes()
    {
        using var log = new LogRecorder();
        await using var flags = await StartAsync("prodution", log);
        var explanation = flags.Explain("f");
        Assert.That(explanation.Reason, Is.EqualTo(EvaluationReason.NoEnvironment));
        Assert.That(explanation.ToString(), Does.Contain("'prodution'").And.Contain("production, staging"));
    }

    [Test]
    public async Task Explain_EnvironmentThatOnlyOthersName_NamesThoseOfTheFlag()
    {
        using var log = new LogRecorder();
        await using var flags = await StartAsync("staging", log);
        Assert.That(flags.Explain("f").ToString(), Does.Contain("'staging'").And.Contain("production").And.Not.Contain("no flag"));
    }

    [TestCase("production")]
    [TestCase("staging")]
    public async Task Start_EnvironmentThatSomeFlagNames_DoesNotWarn(string environment)
    {
        using var log = new LogRecorder();
        await using var flags = await StartAsync(environment, log);
        Assert.That(log.Count(4015), Is.Zero);
    }

    [Test]
    public async Task Reload_EveryTime_WarnsOnce()
    {
        using var log = new LogRecorder();
        var provider = new InMemoryFlagConfigProvider("""{ "schema": 1 }""");
        await using var flags = await FlagClient.StartAsync(o => o.AddProvider(provider).Environment = "test", log);
        Assert.That(log.Count(4015), Is.Zero, "without flags there is nothing to name");
        provider.Update(ServingDocument.OnToday());
        await Eventually.HoldsAsync(() => log.Count(4015) == 1, "the document is taken up");
        provider.Update(ServingDocument.OnToday("g"));
        await Eventually.HoldsAsync(() => flags.Evaluate("g").Reason == EvaluationReason.NoEnvironment, "the document is taken up");
        Assert.That(log.Count(4015), Is.EqualTo(1));
    }

    private static Task<FlagClient> StartAsync(string environment, LogRecorder log)
    {
        var provider = new InMemoryFlagConfigProvider($$"""
            { "schema": 1, "flags": {
              "f": { "owner": "t", "created": "{{ServingDocument.Today(0)}}", "expires": "{{ServingDocument.Today(30)}}",
                "environments": { "production": { "rollout": { "percent": 5 } } } },
              "g": { "owner": "t", "created": "{{ServingDocument.Today(0)}}", "expires": "{{ServingDocument.Today(30)}}",
                "environments": { "staging": { "serve": "on" } } } } }
            """);
        return FlagClient.StartAsync(o => o.AddProvider(provider).Environment = environment, log);
    }
}
