using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.AspNetCore.Tests.Variants;

/// <summary>Services that are chosen by a flag's variant.</summary>
[TestFixture]
internal sealed class VariantOfTests
{
    private interface ICheckout
    {
        string Name { get; }
    }

    [Test]
    public async Task Current_ByRequest_IsTheServiceOfTheVariant()
    {
        await using var app = await StartAsync(FlagFile.Of(FlagFile.OnWhere("checkout", "country", "DE")));
        Assert.That(await app.GetAsync("/", ("X-Country", "DE")), Is.EqualTo("OnePage"));
        Assert.That(await app.GetAsync("/", ("X-Country", "FR")), Is.EqualTo("ThreePages"));
    }

    [Test, Rule("a kill passes through every pin at the next evaluation")]
    public async Task Current_FlagIsKilledDuringTheRequest_IsTheOffVariantsServiceAtTheNextRead()
    {
        await using var app = await StartAsync(FlagFile.On("checkout"));
        Assert.That(await app.GetAsync("/killed-meanwhile"), Is.EqualTo("OnePage, ThreePages"));
    }

    [TestCase("not a document")]
    [TestCase("""{ "schema": 1, "flags": {} }""")]
    [Rule("flags default to off")]
    public async Task Current_FlagsNotReadyOrFlagUnknown_IsTheOffVariantsService(string document)
    {
        await using var app = await StartAsync(document);
        Assert.That(await app.GetAsync("/"), Is.EqualTo("ThreePages"));
    }

    [Test]
    public async Task Current_VariantHasNoService_IsTheOffVariantsServiceAndIsLoggedOnce()
    {
        const string Variants = """ "variants": { "off": "3", "two": "2" }, "offVariant": "off", """;
        await using var app = await StartAsync(FlagFile.Of(FlagFile.Flag("checkout", "\"serve\": \"two\"", Variants)));
        Assert.That(await app.GetAsync("/"), Is.EqualTo("ThreePages"));
        Assert.That(await app.GetAsync("/"), Is.EqualTo("ThreePages"));
        Assert.That(app.Log.Events.Single(e => e.Id == 7006).Text, Does.Contain("AddKeyedScoped<ICheckout, ...>(\"two\")"));
    }

    [Test]
    public async Task Current_ReadTwice_IsTheScopesOneServiceThatIsDisposedOnce()
    {
        await using var app = await StartAsync(FlagFile.On("checkout"));
        using (var scope = app.Services.CreateScope())
        {
            var checkout = scope.ServiceProvider.GetRequiredService<IVariantOf<ICheckout>>();
            var first = checkout.Current;
            Assert.That(checkout.Current, Is.SameAs(first));
        }

        Assert.That(app.Services.GetRequiredService<Disposals>().Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Start_OffVariantHasNoService_FailsAndSaysWhatToWrite()
    {
        await using var app = Build(services => services.AddVariantService<ICheckout>("checkout").RemoveAllKeyed<ICheckout>("off"));
        Assert.That(() => app.StartAsync(), Throws.InvalidOperationException
            .With.Message.Contains("services.AddKeyedScoped<ICheckout, ...>(\"off\")").And.Message.Contains("offVariant: \"control\""));
    }

    [Test]
    public async Task Start_OffVariantIsNamed_NeedsThatService()
    {
        await using var app = Build(services => services
            .AddVariantService<ICheckout>("checkout", offVariant: "control").AddKeyedScoped<ICheckout, ThreePages>("control"));
        await app.StartAsync();
        await app.StopAsync();
    }

    [Test]
    public async Task Start_FlagsOfRequestsForgotten_SaysSo()
    {
        await using var app = Build(services =>
            services.AddVariantService<ICheckout>("checkout").RemoveAll<IRequestFlags>());
        Assert.That(() => app.StartAsync(), Throws.InvalidOperationException.With.Message.Contains("AddRequestFlags()"));
    }

    [Test]
    public void AddVariantService_SecondFlagForOneType_IsRefused() => Assert.That(
        () => new ServiceCollection().AddVariantService<ICheckout>("checkout").AddVariantService<ICheckout>("basket"),
        Throws.InvalidOperationException.With.Message.Contains("an interface of its own"));

    private static Task<WebApp> StartAsync(string flags) => WebApp.StartAsync(
        flags,
        app =>
        {
            app.MapGet("/", (IVariantOf<ICheckout> checkout) => checkout.Current.Name);
            app.MapGet("/killed-meanwhile", async (IVariantOf<ICheckout> checkout, IKillSwitch kills) =>
            {
                var before = checkout.Current.Name;
                await kills.KillAsync(new() { Flag = "checkout", By = "ops", Reason = "errors" });
                return $"{before}, {checkout.Current.Name}";
            });
        },
        o => o.FromHeader("country", "X-Country"),
        builder => AddCheckouts(builder.Services).AddVariantService<ICheckout>("checkout"));

    private static WebApplication Build(Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddFeatureFlags(o => o.AddProvider(new InMemoryFlagConfigProvider(FlagFile.On("checkout"))));
        builder.Services.AddRequestFlags();
        configure(AddCheckouts(builder.Services));
        return builder.Build();
    }

    private static IServiceCollection AddCheckouts(IServiceCollection services) => services.AddSingleton<Disposals>()
        .AddKeyedScoped<ICheckout, OnePage>("on").AddKeyedScoped<ICheckout, ThreePages>("off");

    private sealed class Disposals
    {
        public int Count { get; set; }
    }

    private sealed class OnePage(Disposals disposals) : ICheckout, IDisposable
    {
        public string Name => nameof(OnePage);

        public void Dispose() => disposals.Count++;
    }

    private sealed class ThreePages : ICheckout
    {
        public string Name => nameof(ThreePages);
    }
}
