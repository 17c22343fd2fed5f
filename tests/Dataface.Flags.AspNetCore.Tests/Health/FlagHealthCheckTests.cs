using Dataface.Flags.Tests;
using Dataface.Flags.Tests.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore.Tests.Health;

[TestFixture]
internal sealed class FlagHealthCheckTests
{
    [Test]
    public async Task Health_ReadyAndUpToDate_IsHealthy()
    {
        await using var app = await StartAsync(FlagFile.On("f"));
        var entry = await CheckAsync(app);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Healthy), entry.Description);
        Assert.That((entry.Data["environment"], entry.Data["isReady"], entry.Data["isStateStale"]),
            Is.EqualTo(((object)"production", (object)true, (object)false)));
        Assert.That(entry.Data["revision"], Is.EqualTo(app.Services.GetRequiredService<IFlagClient>().Status.Revision).And.Not.Empty);
        Assert.That(await app.GetAsync("/health"), Is.EqualTo("Healthy"));
    }

    [Test]
    public async Task Health_NoDocumentYet_IsUnhealthyUntilThereIsOne()
    {
        await using var app = await StartAsync("not a document");
        Assert.That((await CheckAsync(app)).Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(await app.StatusAsync("/health"), Is.EqualTo(503));
        await app.UpdateAsync(FlagFile.On("f"));
        Assert.That((await CheckAsync(app)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Health_LaterDocumentRefused_IsDegradedAndSaysWhy()
    {
        await using var app = await StartAsync(FlagFile.On("f"));
        app.Source.Update("not a document");
        var client = app.Services.GetRequiredService<IFlagClient>();
        await Eventually.HoldsAsync(() => client.Status.IsStale, "the refusal is known");
        var entry = await CheckAsync(app);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(entry.Description, Does.Contain("1 of 1 sources"));
        Assert.That((string[])entry.Data["staleProviders"], Has.Exactly(1).Contains(client.Status.Providers[0].Name));
        Assert.That(await app.StatusAsync("/health"), Is.EqualTo(200), "what was good stays in force");
    }

    [Test]
    public async Task Health_StateCannotBeFollowed_IsDegraded()
    {
        var store = new UnreliableStore();
        await using var app = await StartAsync(FlagFile.On("f"), client: o => o.UseStateStore(store));
        Assert.That((await CheckAsync(app)).Status, Is.EqualTo(HealthStatus.Healthy));
        store.IsCut = true;
        await app.Services.GetRequiredService<IFlagClient>().KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        var entry = await CheckAsync(app);
        Assert.That((entry.Status, entry.Data["isStateStale"]), Is.EqualTo((HealthStatus.Degraded, (object)true)));
        Assert.That(entry.Description, Does.Contain("the state store cannot be followed"));
    }

    [TestCase("2026-12-05", null, ExpectedResult = HealthStatus.Healthy)]
    [TestCase("2026-12-04", null, ExpectedResult = HealthStatus.Degraded)]
    [TestCase("2026-12-04", 3, ExpectedResult = HealthStatus.Healthy)]
    [TestCase("2026-11-23", 3, ExpectedResult = HealthStatus.Degraded)]
    [TestCase("2026-11-19", 0, ExpectedResult = HealthStatus.Degraded)]
    [Rule("flags expire")]
    public async Task<HealthStatus> Health_FlagExpires_IsDegradedWithinTheDays(string expires, int? days)
    {
        await using var app = await StartAsync(FlagFile.Of(FlagFile.Flag("f", "\"serve\": \"on\"", expires: expires)), days);
        var entry = await CheckAsync(app);
        if (entry.Status == HealthStatus.Degraded)
            Assert.That((string[])entry.Data["expiring"],
                Is.EqualTo(new[] { $"f (team) {(expires == "2026-11-19" ? "expired" : "expires")} {expires}, on for everybody" }));
        return entry.Status;
    }

    [Test]
    public void Registration_FrameworksOrderOfParameters_IsTaken()
    {
        var services = new ServiceCollection();
        services.AddHealthChecks().AddFeatureFlags("flags", HealthStatus.Degraded, ["ready"], TimeSpan.FromSeconds(2));
        var check = services.BuildServiceProvider().GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Single();
        Assert.That(
            (check.Name, check.FailureStatus, check.Tags.Single(), check.Timeout),
            Is.EqualTo(("flags", HealthStatus.Degraded, "ready", TimeSpan.FromSeconds(2))));
    }

    [Test]
    public void Health_LooksFartherThanTheClient_FailsAtStart()
    {
        Assert.That(async () => await StartAsync(FlagFile.On(), days: 30),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("ExpiryWarningDays"));
        Assert.That(() => new ServiceCollection().AddHealthChecks().AddFeatureFlags(expiryWarningDays: -1),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static Task<WebApp> StartAsync(string flags, int? days = null, Action<FlagClientOptions>? client = null) =>
        WebApp.StartAsync(flags, app => app.MapHealthChecks("/health"), build: builder =>
        {
            builder.Services.AddHealthChecks().AddFeatureFlags(expiryWarningDays: days);
            if (client is not null) builder.Services.Configure(client);
        });

    private static async Task<HealthReportEntry> CheckAsync(WebApp app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["feature-flags"];
}
