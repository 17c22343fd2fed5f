using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Tests.Serving;

[TestFixture]
internal sealed class RegistrationTests
{
    [Test]
    public async Task AddFeatureFlags_WithAHost_LoadsBeforeOtherHostedServicesStart()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Services.AddHostedService<Witness>();
        builder.Services.AddFeatureFlags(o => o.AddProvider(new InMemoryFlagConfigProvider(ServingDocument.OnToday())));
        using var host = builder.Build();
        await host.StartAsync();
        var witness = host.Services.GetServices<IHostedService>().OfType<Witness>().Single();
        Assert.That(witness.SawTheFlagOn, "the host's environment, in lower case, is the default");
        Assert.That(host.Services.GetRequiredService<IFlags>(), Is.SameAs(host.Services.GetRequiredService<IFlagClient>()));
        Assert.That(host.Services.GetRequiredService<IKillSwitch>(), Is.SameAs(host.Services.GetRequiredService<IFlagClient>().KillSwitch));
        await host.StopAsync();
    }

    [Test]
    public void AddFeatureFlags_NoSource_FailsAtStart()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddFeatureFlags(_ => { });
        using var host = builder.Build();
        Assert.That(async () => await host.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("UseFile"));
    }

    [Test]
    public async Task AddFeatureFlags_ConfiguredWithOtherServices_ReadsFromConfiguration()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Features:schema"] = "1",
            ["Features:flags:f:owner"] = "t",
            ["Features:flags:f:created"] = ServingDocument.Today(0),
            ["Features:flags:f:expires"] = ServingDocument.Today(30),
            ["Features:flags:f:environments:production:serve"] = "on",
        });
        builder.Services.AddFeatureFlags((services, o) =>
            o.UseConfiguration(services.GetRequiredService<IConfiguration>().GetSection("Features")));
        using var host = builder.Build();
        await host.StartAsync();
        Assert.That(host.Services.GetRequiredService<IFlags>().IsEnabled("f"));
    }

    private sealed class Witness(IFlags flags) : IHostedService
    {
        public bool SawTheFlagOn { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            SawTheFlagOn = flags.IsEnabled("f");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
