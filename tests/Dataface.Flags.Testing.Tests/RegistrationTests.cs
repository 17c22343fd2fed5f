using Dataface.Flags.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.Testing.Tests;

[TestFixture]
internal sealed class RegistrationTests
{
    [Test]
    public async Task AddTestFeatureFlags_AfterTheServicesOwn_ReplacesAllOfThem()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddFeatureFlags(o => o.UseFile("there-is-no-such-file.json").Strict = true);
        var flags = builder.Services.AddTestFeatureFlags();
        using var host = builder.Build();
        await host.StartAsync();
        using var force = flags.Force("checkout-v2", true);
        Assert.That(host.Services.GetRequiredService<IFlags>().IsEnabled("checkout-v2"));
        Assert.That(host.Services.GetRequiredService<IFlagClient>().Pin().IsEnabled("checkout-v2"));
        await host.Services.GetRequiredService<IKillSwitch>().KillAsync(new() { Flag = "checkout-v2", By = "ops", Reason = "a drill" });
        Assert.That(flags.IsEnabled("checkout-v2"), Is.False);
        Assert.That(host.Services.GetService<FlagClient>(), Is.Null, "it would not see what is forced");
        await host.StopAsync();
    }

    [Test]
    public void AddTestFeatureFlags_WithoutTheServicesOwn_IsEnough()
    {
        var services = new ServiceCollection();
        var flags = services.AddTestFeatureFlags();
        using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Assert.That(provider.GetRequiredService<IFlags>(), Is.SameAs(flags));
        Assert.That(provider.GetRequiredService<TestFlags>(), Is.SameAs(flags));
    }

    [Test]
    public async Task AddTestFeatureFlags_OfTheCaller_AreNotDisposedWithTheService()
    {
        await using var flags = await ShopDocument.StartAsync();
        var provider = new ServiceCollection().AddTestFeatureFlags(flags).BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IFlags>(), Is.SameAs(flags));
        await provider.DisposeAsync();
        await flags.KillSwitch.KillAsync(new() { Flag = "page-size", By = "ops", Reason = "a drill" });
        Assert.That(flags.EvaluateNumber("page-size", 0).Reason, Is.EqualTo(EvaluationReason.Killed));
    }

    [Test]
    public void AddTestFeatureFlags_Twice_TheLastCounts()
    {
        var services = new ServiceCollection();
        using var first = services.AddTestFeatureFlags();
        var second = services.AddTestFeatureFlags();
        using var provider = services.BuildServiceProvider();
        Assert.That(provider.GetServices<IFlags>(), Is.EqualTo(new[] { second }));
    }
}
