using Dataface.Flags.AspNetCore.Context;
using Dataface.Flags.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
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

    private sealed class Holder(IRequestFlags flags)
    {
        public IRequestFlags Flags => flags;
    }
}
