using Dataface.Flags.Providers;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore.Tests.Hosting;

#pragma warning disable ASPDEPR004, ASPDEPR008 // WebHostBuilder is obsolete and much used.

/// <summary>
/// Flags are loaded before the first request and before other services start, whatever the host knows of hosted services.
/// </summary>
[TestFixture]
internal sealed class HostKindTests
{
    [Test]
    public async Task WebHostBuilder_WithAServerOfItsOwn_ServesLoadedFlags()
    {
        using var host = OldHost().UseKestrel().UseUrls("http://127.0.0.1:0").Build();
        await host.StartAsync();
        AssertStarted(host.Services);
        await host.StopAsync();
    }

    [Test]
    public async Task TestServer_OverAWebHostBuilder_ServesLoadedFlags()
    {
        using var server = new TestServer(OldHost());
        using var client = server.CreateClient();
        Assert.That(await client.GetStringAsync(new Uri("http://localhost/")), Is.EqualTo("True"));
        AssertStarted(server.Services);
    }

    [Test]
    public async Task TestServer_OverAMinimalApplication_ServesLoadedFlags()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        AddServices(builder.Services);
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        using var client = app.GetTestClient();
        Assert.That(await client.GetStringAsync(new Uri("http://localhost/")), Is.EqualTo("True"));
        AssertStarted(app.Services);
        await app.StopAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task GenericHost_StartingServicesInTurnOrAtOnce_LoadsBeforeThem(bool concurrently)
    {
        using var host = new HostBuilder().UseEnvironment("Production").ConfigureServices(services =>
        {
            AddServices(services);
            services.Configure<HostOptions>(options => options.ServicesStartConcurrently = concurrently);
        }).Build();
        await host.StartAsync();
        AssertStarted(host.Services);
        await host.StopAsync();
    }

    [Test]
    public void WebHostBuilder_NoSourceOfFlags_DoesNotStart()
    {
        var builder = new WebHostBuilder().UseEnvironment("Production").ConfigureServices(services => services.AddFeatureFlags(_ => { }))
            .Configure(app => app.Run(AnswerAsync));
        Assert.That(() => new TestServer(builder), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("UseFile"));
    }

    private static IWebHostBuilder OldHost() =>
        new WebHostBuilder().UseEnvironment("Production").ConfigureServices(AddServices).Configure(app => app.Run(AnswerAsync));

    /// <summary>One that evaluates at its own start stands before the flags, one behind them.</summary>
    private static void AddServices(IServiceCollection services)
    {
        services.AddHostedService<Early>();
        services.AddFeatureFlags(
            o => o.AddProvider(new InMemoryFlagConfigProvider(FlagFile.On("f"))).TimeProvider = new ManualTimeProvider());
        services.AddHostedService<Late>();
        services.AddRequestFlags();
    }

    private static Task AnswerAsync(HttpContext http) => http.Response.WriteAsync(http.Flags().IsEnabled(FlagKey.Of("f")).ToString());

    private static void AssertStarted(IServiceProvider services)
    {
        var saw = services.GetServices<IHostedService>().OfType<Witness>().ToDictionary(w => w.GetType().Name, w => w.Saw);
        Assert.That(saw, Is.EquivalentTo(
            new Dictionary<string, EvaluationReason> { ["Early"] = EvaluationReason.Served, ["Late"] = EvaluationReason.Served }));
        Assert.That(services.GetRequiredService<IFlagClient>().Status.IsReady);
    }

    private abstract class Witness(IFlags flags) : IHostedService
    {
        public EvaluationReason Saw { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Saw = flags.Evaluate("f").Reason;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Early(IFlags flags) : Witness(flags);

    private sealed class Late(IFlags flags) : Witness(flags);
}
