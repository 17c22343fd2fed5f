using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Tests.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Tests.Serving;

/// <summary>Flags of a plain service provider: who starts them, and what is said while nobody has.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StartTests : IDisposable
{
    private readonly LogRecorder _log = new();

    public void Dispose() => _log.Dispose();

    [Test]
    public async Task NotStarted_Evaluated_SaysHowToStart()
    {
        await using var services = Provide();
        var flags = services.GetRequiredService<IFlagClient>();
        for (var i = 0; i < 3; i++) Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.NotReady));
        Assert.That(flags.Explain("f").ToString(), Does.Contain("services.StartFeatureFlagsAsync()"));
        Assert.That(flags.Status.NotReady, Does.Contain("services.StartFeatureFlagsAsync()"));
        Assert.That(_log.Events.Where(e => e.Text.Contains("services.StartFeatureFlagsAsync()")).Select(e => (e.Id, e.Level)),
            Is.EqualTo(new[] { (1007, LogLevel.Error) }));
    }

    [Test]
    public async Task StartFeatureFlags_PlainProvider_ServesLoadedFlags()
    {
        await using var services = Provide();
        await services.StartFeatureFlagsAsync();
        AssertIsOn(services);
        Assert.That(services.GetRequiredService<IFlagClient>().Status.NotReady, Is.Null);
    }

    [Test]
    public async Task StartFeatureFlags_AfterAnEvaluationTooEarly_ServesLoadedFlags()
    {
        await using var services = Provide();
        Assert.That(services.GetRequiredService<IFlags>().IsEnabled("f"), Is.False);
        await services.StartFeatureFlagsAsync();
        AssertIsOn(services);
    }

    [Test]
    public async Task StartFeatureFlags_TwiceAndAtOnceAndBesidesHostedServices_StartsOnce()
    {
        await using var services = Provide();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => services.StartFeatureFlagsAsync())));
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(default);
        await services.StartFeatureFlagsAsync();
        AssertIsOn(services);
        Assert.That(_log.Count(4000), Is.EqualTo(1), "one start is reported");
    }

    [Test]
    public async Task HostedServices_OnlyStartAsyncCalled_ServesLoadedFlags()
    {
        await using var services = Provide();
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(default);
        AssertIsOn(services);
    }

    [Test]
    public async Task StartFeatureFlags_StateCannotBeRead_SaysWhatIsMissing()
    {
        var clock = new ManualTimeProvider();
        var store = new UnreliableStore { IsCut = true };
        await using var services = Provide(o => o.UseStateStore(store).TimeProvider = clock);
        var start = services.StartFeatureFlagsAsync();
        var flags = services.GetRequiredService<IFlagClient>();
        clock.Advance(TimeSpan.FromMinutes(1));
        await start;
        Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.NotReady));
        Assert.That(flags.Explain("f").ToString(),
            Does.Contain($"the state store '{store.Name}'").And.Not.Contain("StartFeatureFlagsAsync"));
    }

    [Test]
    public async Task StartFeatureFlags_GivenUp_ContinuesAndCanBeAwaitedAgain()
    {
        var store = new UnreliableStore();
        var loads = store.HangLoads();
        await using var services = Provide(o => o.UseStateStore(store));
        using var cancellation = new CancellationTokenSource();
        var first = services.StartFeatureFlagsAsync(cancellation.Token);
        await cancellation.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(services.GetRequiredService<IFlags>().Explain("f").ToString(), Does.Contain("still being read"));
        loads.SetResult();
        await services.StartFeatureFlagsAsync();
        AssertIsOn(services);
    }

    [Test]
    public async Task StartFeatureFlags_Strict_SaysWhatIsWrong()
    {
        await using var services = Provide(o => { o.Strict = true; o.DeclaredKeys.Add("g"); });
        Assert.That(async () => await services.StartFeatureFlagsAsync(), Throws.InvalidOperationException.With.Message.Contains("'g'"));
    }

    [Test]
    public async Task StartFeatureFlags_FlagsOfTests_AreStartedAlready()
    {
        var services = Services();
        var test = services.AddTestFeatureFlags();
        await using var provider = services.BuildServiceProvider();
        await provider.StartFeatureFlagsAsync();
        using var forced = test.Force("f", true);
        Assert.That(provider.GetRequiredService<IFlags>().IsEnabled("f"));
    }

    [Test]
    public async Task StartFeatureFlags_NoFlagsAdded_SaysWhatToCall()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        Assert.That(() => services.StartFeatureFlagsAsync(), Throws.InvalidOperationException.With.Message.Contains("AddFeatureFlags"));
    }

    private ServiceProvider Provide(Action<FlagClientOptions>? configure = null) => Services(configure).BuildServiceProvider();

    private ServiceCollection Services(Action<FlagClientOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_log);
        services.AddFeatureFlags(o =>
        {
            o.Environment = "production";
            o.TimeProvider = new ManualTimeProvider();
            o.AddProvider(new InMemoryFlagConfigProvider(ServingDocument.On()));
            configure?.Invoke(o);
        });
        return services;
    }

    private static void AssertIsOn(ServiceProvider services) =>
        Assert.That(services.GetRequiredService<IFlags>().Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Served));
}
