using Dataface.Flags.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Tests.Serving;

/// <summary>What somebody sees whose flags do not load, and who has set up no logging.</summary>
[TestFixture, NonParallelizable]
internal sealed class UnloggedStartTests
{
    private const string Refused = """{ "schema": 1, "flags": { "f": { "owner": "team", "created": "2026-11-01" } } }""";

    private TextWriter _console = null!;
    private StringWriter _errors = null!;
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Watch()
    {
        (_console, _errors, _folder) = (Console.Error, new StringWriter(), new TemporaryFolder());
        Console.SetError(TextWriter.Synchronized(_errors));
    }

    [TearDown]
    public void Restore()
    {
        Console.SetError(_console);
        _errors.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Start_WrongPathWithoutLogger_PrintsThePathAndExplainsIt()
    {
        await using var flags = await FlagClient.StartAsync(o => o.UseFile(_folder["flagz.json"]).Environment = "production");
        Assert.That(_errors.ToString(), Does.Contain($"There is no file {_folder["flagz.json"]}."));
        Assert.That(flags.Explain("f").ToString(), Does.Contain($"There is no file {_folder["flagz.json"]}."));
    }

    [Test]
    public async Task Start_RefusedDocumentWithoutLogger_PrintsTheReasonAndExplainsIt()
    {
        await File.WriteAllTextAsync(_folder["flags.json"], Refused);
        await using var flags = await FlagClient.StartAsync(o => o.UseFile(_folder["flags.json"]).Environment = "production");
        Assert.That(_errors.ToString(), Does.Contain("DF0106: ").And.Contain(_folder["flags.json"]));
        Assert.That(flags.Explain("f").ToString(), Does.Contain("DF0106: ").And.Contain(_folder["flags.json"]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Start_HostThatLogsNowhere_PrintsTheReason(bool hasLogging)
    {
        var services = new ServiceCollection();
        if (hasLogging) services.AddLogging(logging => logging.ClearProviders());
        services.AddFeatureFlags(o => o.UseFile(_folder["flagz.json"]).Environment = "production");
        await using var provider = services.BuildServiceProvider();
        await provider.StartFeatureFlagsAsync();
        Assert.That(_errors.ToString(), Does.Contain($"There is no file {_folder["flagz.json"]}."));
    }

    [Test]
    public async Task Start_WithALogger_PrintsNothingBesides()
    {
        using var log = new LogRecorder();
        await using var flags = await FlagClient.StartAsync(o => o.UseFile(_folder["flagz.json"]).Environment = "production", log);
        Assert.That(_errors.ToString(), Is.Empty);
        Assert.That(log.Events.Select(e => e.Text), Has.Some.Contains(_folder["flagz.json"]));
    }

    [Test]
    public async Task Start_NullLoggerFactory_StaysSilent()
    {
        await using var flags = await FlagClient.StartAsync(
            o => o.UseFile(_folder["flagz.json"]).Environment = "production", NullLoggerFactory.Instance);
        Assert.That(_errors.ToString(), Is.Empty);
    }

    [Test]
    public async Task Evaluate_MisspeltFlagWithoutLogger_WritesNothing()
    {
        await using var flags = await FlagClient.StartAsync(
            o => o.AddProvider(new InMemoryFlagConfigProvider(ServingDocument.OnToday())).Environment = "production");
        var before = _errors.ToString();
        Assert.That(flags.IsEnabled("g"), Is.False);
        Assert.That(_errors.ToString(), Is.EqualTo(before), "an evaluation does no input or output");
    }

    [Test]
    public async Task Explain_NewerDocumentRefused_SaysThatAnOlderOneAnswers()
    {
        var provider = new InMemoryFlagConfigProvider(ServingDocument.OnToday());
        await using var flags = await FlagClient.StartAsync(
            o => o.AddProvider(provider).Environment = "production", NullLoggerFactory.Instance);
        Assert.That(flags.Explain("f").ToString(), Does.Not.Contain("DF0106"));
        provider.Update(Refused);
        await Eventually.HoldsAsync(() => flags.Status.IsStale, "the document is taken up");
        Assert.That(flags.Explain("f").ToString(), Does.Contain(provider.Name).And.Contain("DF0106: "));
        Assert.That(flags.Explain("g").ToString(), Does.Contain("No document defines this flag").And.Contain("DF0106: "));
    }
}
