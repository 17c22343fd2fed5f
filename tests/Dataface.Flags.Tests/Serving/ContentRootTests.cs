using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Tests.Serving;

/// <summary>Where relative paths start, and that the start says where they lead.</summary>
[TestFixture]
internal sealed class ContentRootTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Start_InAHost_ReadsRelativePathsFromTheContentRootAndSaysTheFullOnes()
    {
        await File.WriteAllTextAsync(_folder["flags.json"], ServingDocument.OnToday());
        await File.WriteAllTextAsync(_folder["kills.txt"], "");
        using var log = new LogRecorder();
        var builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = _folder[""], EnvironmentName = "Production" });
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddFeatureFlags(o =>
        {
            o.UseFile("flags.json").UseStateFile("state.jsonl").UseGuardFile("guard.json").UseExposureFile("exposures.jsonl");
            (o.KillFile, o.CacheFile, o.Exposures.Units) = ("kills.txt", "cache.json", Dataface.Flags.Telemetry.UnitForm.Plain);
        });
        using (var host = builder.Build())
        {
            await host.StartAsync();
            var flags = host.Services.GetRequiredService<IFlagClient>();
            Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Served));
            await flags.KillSwitch.KillAsync(new() { Flag = "f", By = "test", Reason = "a test" });
            await host.StopAsync();
        }

        Assert.That(_folder["state.jsonl"], Does.Exist);
        Assert.That(_folder["cache.json"], Does.Exist);
        var said = log.Events.Single(e => e.Id == 4014).Text;
        foreach (var file in new[] { "flags.json", "state.jsonl", "guard.json", "exposures.jsonl", "kills.txt", "cache.json" })
        {
            Assert.That(said, Does.Contain(_folder[file]));
        }
    }

    [Test]
    public async Task Start_WithoutAHost_ReadsRelativePathsFromTheContentRootThatIsSet()
    {
        await File.WriteAllTextAsync(_folder["flags.json"], ServingDocument.OnToday());
        await using var flags = await FlagClient.StartAsync(o =>
        {
            o.UseFile("flags.json");
            (o.Environment, o.ContentRoot) = ("production", _folder[""]);
        });
        Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Served));
        Assert.That(flags.Status.Providers.Single().Name, Is.EqualTo("flags.json"), "names in logs and caches stay as they are written");
    }

    [Test]
    public void Start_RelativeContentRoot_IsRefused() => Assert.That(
        () => FlagClient.StartAsync(o => (o.Environment, o.ContentRoot) = ("production", "folder")),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains("ContentRoot").And.Message.Contains("AppContext.BaseDirectory"));
}
