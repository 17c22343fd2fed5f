using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.Tests.Docs;

/// <summary>The code of the README, word for word, compiled and run beside its flags.json.</summary>
[TestFixture, NonParallelizable]
internal sealed class ReadmeSnippets
{
    private string _before = "";
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void EnterFolder()
    {
        _folder = new TemporaryFolder();
        _before = Directory.GetCurrentDirectory();
        var json = Regex.Match(File.ReadAllText(TestFile.Path("README.md")), "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        File.WriteAllText(_folder["flags.json"], json);
        Directory.SetCurrentDirectory(Path.GetDirectoryName(_folder["flags.json"])!);
    }

    [TearDown]
    public void LeaveFolder()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Dispose();
    }

    [Test]
    public async Task FirstFlag_WithoutAHost_Runs()
    {
        await using var flags = await FlagClient.StartAsync(o => { o.Environment = "production"; o.UseFile("flags.json"); });
        var user = EvaluationContext.ForUser("user-2").With("country", "DE");
        Console.WriteLine(flags.IsEnabled("checkout-v2", user) ? "new checkout" : "old checkout");
        Assert.That(flags.Explain("checkout-v2", user).Reason,
            Is.AnyOf(EvaluationReason.Rollout, EvaluationReason.OutsideRollout, EvaluationReason.Expired));
    }

    [Test]
    public async Task FirstFlag_OnTheDaysOfTheReadme_IsOnForItsUserAndOffForTheOther()
    {
        await using var flags = await FlagClient.StartAsync(o =>
        {
            (o.Environment, o.TimeProvider) = ("production", new ManualTimeProvider());
            o.UseFile("flags.json");
        });
        Assert.That(flags.Evaluate("checkout-v2", EvaluationContext.ForUser("user-2").With("country", "DE")),
            Has.Property("Value").True.And.Property("Reason").EqualTo(EvaluationReason.Rollout));
        Assert.That(flags.Evaluate("checkout-v2", EvaluationContext.ForUser("user-42").With("country", "DE")),
            Has.Property("Value").False.And.Property("Reason").EqualTo(EvaluationReason.OutsideRollout));
    }

    [Test]
    public async Task Kill_AsInTheDocumentation_IsInForce()
    {
        await using var flags = await FlagClient.StartAsync(o => { o.Environment = "production"; o.UseFile("flags.json"); });
        var result = await flags.KillSwitch.KillAsync(new() { Flag = "checkout-v2", By = "ops", Reason = "error rate doubled" });
        Assert.That(result.Reach, Is.EqualTo(Dataface.Flags.State.StateReach.Local), "a store in memory survives nothing");
        Assert.That(flags.Evaluate("checkout-v2").Reason, Is.EqualTo(EvaluationReason.Killed));
    }

    [Test]
    public async Task FirstFlag_InAService_IsLoadedBeforeItServes()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Services.AddFeatureFlags(o =>
        {
            o.UseFile("flags.json");
            o.UseStateFile("state/kills.jsonl");
            o.CacheFile = "state/last-known-good";
            o.KillFile = "killed-flags.txt";
        });
        using var host = builder.Build();
        await host.StartAsync();
        Assert.That(host.Services.GetRequiredService<IFlagClient>().Status.IsReady);
        await host.StopAsync();
    }
}
