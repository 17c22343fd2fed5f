using Dataface.Flags.AspNetCore.Context;
using Dataface.Flags.Providers;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore.Tests;

[TestFixture]
internal sealed class RegistrationTests
{
    [Test]
    public void RequestFlags_HeldByASingleton_IsRefused()
    {
        Assert.That(
            async () => await StartAsync(build: builder => builder.Services.AddSingleton<Holder>()),
            Throws.InstanceOf<AggregateException>().With.Message.Contains("Cannot consume scoped service"));
    }

    [Test]
    public void Flags_WithoutAddRequestFlags_SaysWhatToCall()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        Assert.That(
            () => new DefaultHttpContext { RequestServices = services }.Flags(),
            Throws.InvalidOperationException.With.Message.Contains("Call services.AddRequestFlags()"));
    }

    [Test]
    public async Task RequestFlags_FromTheRoot_IsRefused()
    {
        await using var app = await StartAsync();
        Assert.That(() => app.Services.GetRequiredService<IRequestFlags>(), Throws.InvalidOperationException);
    }

    [Test]
    public async Task RequestFlags_InAScopedService_IsTheRequests()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.On(),
            app => app.MapGet("/", (Holder holder, HttpContext http) => ReferenceEquals(holder.Flags, http.Flags()).ToString()),
            build: builder => builder.Services.AddScoped<Holder>());
        Assert.That(await app.GetAsync("/"), Is.EqualTo("True"));
    }

    [Test]
    public async Task AddRequestFlags_Twice_IsAsOnceWithBothConfigured()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.On("f"),
            app => app.MapGet("/", (IRequestFlags flags) => flags.Context.ToString()).RequireFlag("f"),
            o => o.FromHeader("a", "A"),
            builder => builder.Services.AddRequestFlags(o => o.FromHeader("b", "B")));
        Assert.That(await app.GetAsync("/", ("A", "1"), ("B", "2")), Is.EqualTo("a=\"1\", b=\"2\""));
        Assert.That(app.Services.GetRequiredService<IFlagClient>().ReadCounts().Sum(c => c.Count), Is.EqualTo(1), "the gate asked once");
    }

    [Test]
    public async Task AddRequestFlags_ConfiguredWithOtherServices_UsesThem()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.On(),
            app => app.MapGet("/", (IRequestFlags flags) => flags.Context.ToString()),
            build: builder => builder.Services.AddSingleton("gold").AddRequestFlags()
                .Configure<string>((o, plan) => o.AdjustContext = (_, context) => context.With("plan", plan)));
        Assert.That(await app.GetAsync("/"), Is.EqualTo("plan=\"gold\""));
    }

    [TestCaseSource(nameof(BadOptions))]
    public void AddRequestFlags_BadOptions_FailAtStartAndSayWhatToWrite(Action<RequestFlagsOptions> options, string remedy)
    {
        Assert.That(async () => await StartAsync(options), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(remedy));
    }

    [Test]
    public async Task RequireFlag_ServicesForgotten_FailsInsteadOfOpening()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddFeatureFlags(o => o.AddProvider(new InMemoryFlagConfigProvider(FlagFile.On("f"))));
        await using var app = builder.Build();
        app.MapGet("/", () => "in").RequireFlag("f");
        var source = ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app).DataSources.Single();
        Assert.That(() => source.Endpoints, Throws.InvalidOperationException.With.Message.Contains("AddRequestFlags"));
        Assert.That(() => ((IFilterFactory)new RequireFlagAttribute("f")).CreateInstance(app.Services),
            Throws.InvalidOperationException.With.Message.Contains("AddRequestFlags"));
    }

    /// <summary>Whatever asks for flags says what is missing, when the application starts at the latest.</summary>
    [TestCaseSource(nameof(Askers))]
    [Rule("what is forgotten is said")]
    public async Task AddFeatureFlags_NotCalled_IsReportedAtStart(
        Action<WebApplicationBuilder> build, Func<WebApplication, Task> use)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Host.UseDefaultServiceProvider(o => o.ValidateScopes = o.ValidateOnBuild = true);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        build(builder);
        await using var app = builder.Build();
        Assert.That(async () => await use(app), Throws.Exception.With.Message.Contains("Call services.AddFeatureFlags(...)"));
    }

    [TestCaseSource(nameof(Keys))]
    public void Gate_WithoutAKey_IsRefused(Action<WebApplication, string> use)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddFeatureFlags(o => o.AddProvider(new InMemoryFlagConfigProvider(FlagFile.On("f")))).Services.AddRequestFlags();
        var app = builder.Build();
        foreach (var key in new[] { "", " ", null! }) Assert.That(() => use(app, key), Throws.InstanceOf<ArgumentException>(), $"'{key}'");
    }

    private static IEnumerable<TestCaseData> Askers()
    {
        yield return Asker("AddRequestFlags", b => b.Services.AddRequestFlags(), app => app.StartAsync());
        yield return Asker("RequireFlag", b => b.Services.AddRequestFlags(), async app =>
        {
            app.MapGet("/", () => "in").RequireFlag("f");
            await app.StartAsync();
        });
        yield return Asker("UseWhenFlag", b => b.Services.AddRequestFlags(), app => Task.FromResult(app.UseWhenFlag("f", _ => { })));
        yield return Asker("MapFrontEndFlags", b => b.Services.AddRequestFlags(), app => Task.FromResult(app.MapFrontEndFlags("/f", "f")));
        yield return Asker("UseFlagGuard", _ => { }, app => Task.FromResult(app.UseFlagGuard()));
        yield return Asker("AddVariantService", b => b.Services.AddRequestFlags().Services.AddKeyedScoped<object>("off")
            .AddVariantService<object>("f"), app => app.StartAsync());
        yield return Asker("health check", b => b.Services.AddHealthChecks().AddFeatureFlags(), async app =>
        {
            var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
            throw report.Entries["feature-flags"].Exception!;
        });
        yield return Asker("StartFeatureFlagsAsync", _ => { }, app => app.Services.StartFeatureFlagsAsync());
    }

    private static IEnumerable<TestCaseData> Keys()
    {
        yield return Gate("RequireFlag", (app, key) => app.MapGet("/", () => "in").RequireFlag(key));
        yield return Gate("RequireFlagOff", (app, key) => app.MapGet("/", () => "in").RequireFlagOff(key));
        yield return Gate("RequireFlags", (app, key) => app.MapGet("/", () => "in").RequireFlags(FlagRequirement.Any, "f", key));
        yield return Gate("UseWhenFlag", (app, key) => app.UseWhenFlag(key, _ => { }));
        yield return Gate("MapFrontEndFlags", (app, key) => app.MapFrontEndFlags("/f", "f", key));
        yield return Gate("RequireFlagAttribute", (_, key) => new RequireFlagAttribute(key).ToString());
        yield return Gate("AddForFlag", (_, key) => new List<IFilterMetadata>().AddForFlag<NoFilter>(key));
        yield return Gate("AddVariantService", (_, key) => new ServiceCollection().AddVariantService<object>(key));
        yield return Gate("AddVariantService, off variant", (_, key) => new ServiceCollection().AddVariantService<object>("f", key));
    }

    private static TestCaseData Asker(string name, Action<WebApplicationBuilder> build, Func<WebApplication, Task> use) =>
        new TestCaseData(build, use).SetArgDisplayNames(name);

    private static TestCaseData Gate(string name, Action<WebApplication, string> use) =>
        new TestCaseData(use).SetArgDisplayNames(name);

    private static IEnumerable<TestCaseData> BadOptions()
    {
        yield return Bad(o => o.MaxValueLength = 0, "1 to 4096");
        yield return Bad(o => o.MaxValueLength = 1 << 20, "1 to 4096");
        yield return Bad(o => o.StatusCode = 200, "400 to 599");
        yield return Bad(o => o.RepinAfter = TimeSpan.Zero, "more than zero");
        yield return Bad(o => o.RepinAfter = Timeout.InfiniteTimeSpan, "at most a day");
        yield return Bad(o => o.RepinAfter = TimeSpan.MaxValue, "such as TimeSpan.FromSeconds(30)");
        yield return Bad(o => o.TimeProvider = null!, "Write TimeProvider.System");
        yield return Bad(o => o.FromHeader("country", " "), "Write where it is read");
        yield return Bad(o => o.FromCookie("", "sid"), "Give it one");
        yield return Bad(o => o.Attributes.Add(null!), "Remove it");
        yield return Bad(o => o.Attributes.Add(new() { Attribute = "a", Part = (RequestPart)99, Key = "b" }), "Use one of RequestPart");
        yield return Bad(o => o.Attributes.Add(new()
        {
            Attribute = "roles",
            Part = RequestPart.ClaimList,
            Key = "role",
            IsPrivate = true,
        }), "cannot be private");
        yield return Bad(o => o.FromClaimList("since", "since", AttributeType.Instant), "Write Text or Number");
    }

    private static TestCaseData Bad(Action<RequestFlagsOptions> options, string remedy) =>
        new TestCaseData(options, remedy).SetArgDisplayNames(remedy);

    private static Task<WebApp> StartAsync(Action<RequestFlagsOptions>? options = null, Action<WebApplicationBuilder>? build = null) =>
        WebApp.StartAsync(FlagFile.On(), app => app.MapGet("/", () => "in"), options, build);

    private sealed class NoFilter : IFilterMetadata;

    private sealed class Holder(IRequestFlags flags)
    {
        public IRequestFlags Flags => flags;
    }
}
