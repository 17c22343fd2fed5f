using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Gating;

/// <summary>Gates that ask for all or any of several flags, or for one that is off.</summary>
[TestFixture]
internal sealed class FlagTermsTests
{
    private static readonly FlagKey<bool> On = FlagKey.Of("on");

    private static readonly string Document = FlagFile.Of(
        FlagFile.Flag("on", "\"serve\": \"on\""),
        FlagFile.Flag("also", "\"serve\": \"on\""),
        FlagFile.Flag("off", "\"serve\": \"off\""),
        FlagFile.Flag("text", "\"serve\": \"b\"", """ "variants": { "a": "false", "b": "true" }, "offVariant": "a", """),
        FlagFile.Flag("expired", "\"serve\": \"on\"", expires: "2026-11-19"));

    [TestCase("on", 404)]
    [TestCase("off", 200)]
    [TestCase("expired", 200)]
    [TestCase("misspelt", 404)]
    [TestCase("text", 404)]
    [Rule("flags default to off")]
    public async Task RequireFlagOff_OneFlag_OpensOnlyForAKnownBooleanFlagThatIsOff(string key, int status)
    {
        await using var app = await WebApp.StartAsync(Document, app => app.MapGet("/", () => "in").RequireFlagOff(key));
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(status));
    }

    [Test]
    public async Task RequireFlagOff_FlagIsKilled_Opens()
    {
        await using var app = await WebApp.StartAsync(Document, app =>
        {
            app.MapGet("/old", () => "old").RequireFlagOff(On);
            app.MapGet("/new", () => "new").RequireFlag(On);
        });
        Assert.That((await app.StatusAsync("/old"), await app.StatusAsync("/new")), Is.EqualTo((404, 200)));
        await app.KillAsync("on");
        Assert.That((await app.StatusAsync("/old"), await app.StatusAsync("/new")), Is.EqualTo((200, 404)));
    }

    [Test, Rule("flags default to off")]
    public async Task RequireFlagOff_FlagsNotReadyOrContextBroken_StaysClosed()
    {
        await using var app = await WebApp.StartAsync(
            "not a document", app => app.MapGet("/", () => "in").RequireFlagOff("off"),
            o => o.AdjustContext = (http, context) => http.Request.Headers.ContainsKey("Broken")
                ? throw new InvalidOperationException("no context") : context);
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(404));
        await app.UpdateAsync(Document);
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/", ("Broken", "1")), Is.EqualTo(404));
    }

    [TestCase(FlagRequirement.All, "on,also", 200)]
    [TestCase(FlagRequirement.All, "on,off", 404)]
    [TestCase(FlagRequirement.All, "on,misspelt", 404)]
    [TestCase(FlagRequirement.Any, "off,on", 200)]
    [TestCase(FlagRequirement.Any, "off,misspelt,text", 404)]
    [TestCase(FlagRequirement.Any, "misspelt,on", 200)]
    public async Task RequireFlags_Several_AsManyAsRequiredMustBeOn(FlagRequirement requirement, string keys, int status)
    {
        await using var app = await WebApp.StartAsync(
            Document, app => app.MapGet("/", () => "in").RequireFlags(requirement, keys.Split(',')));
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(status));
    }

    [Test]
    public async Task Attribute_WithTermsOnAHandlerOrAGroup_Gates()
    {
        await using var app = await WebApp.StartAsync(Document, app =>
        {
            app.MapGet("/any", [RequireFlag("off", "on", Requirement = FlagRequirement.Any)] () => "in");
            app.MapGet("/all", [RequireFlag("off", "on")] () => "in");
            app.MapGet("/not-all", [RequireFlag("off", "on", Negate = true)] () => "in");
            app.MapGet("/none", [RequireFlag("off", "on", Requirement = FlagRequirement.Any, Negate = true)] () => "in");
            app.MapGroup("/group").RequireFlags(FlagRequirement.Any, "off", "on").RequireFlagOff("off").MapGet("/", () => "in");
        });
        Assert.That(await app.StatusAsync("/any"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/all"), Is.EqualTo(404));
        Assert.That(await app.StatusAsync("/not-all"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/none"), Is.EqualTo(404));
        Assert.That(await app.StatusAsync("/group"), Is.EqualTo(200));
    }

    [Test]
    public async Task RequireFlag_OnAndOffOfOneFlag_AreTwoGates()
    {
        await using var app = await WebApp.StartAsync(
            Document, app => app.MapGet("/", () => "in").RequireFlag("on").RequireFlagOff("on"));
        Assert.That(await app.StatusAsync("/"), Is.EqualTo(404));
    }

    [Test]
    public async Task OnFlagOff_SeveralFlags_SaysWhatTheGateAsksFor()
    {
        await using var app = await WebApp.StartAsync(
            Document,
            app =>
            {
                app.MapGet("/any", () => "in").RequireFlags(FlagRequirement.Any, "off", "misspelt");
                app.MapGet("/not", () => "in").RequireFlagOff("on", statusCode: 410);
            },
            o => o.OnFlagOff = (http, required) => http.Response.WriteAsync($"{required}; {string.Join('+', required.Flags)}"));
        using var any = await app.Client.GetAsync(new Uri("/any", UriKind.Relative));
        using var not = await app.Client.GetAsync(new Uri("/not", UriKind.Relative));
        Assert.That(await any.Content.ReadAsStringAsync(), Is.EqualTo("any of off, misspelt; off+misspelt"));
        Assert.That(await not.Content.ReadAsStringAsync(), Is.EqualTo("not on; on"));
        Assert.That((int)not.StatusCode, Is.EqualTo(410));
    }

    [Test]
    public void Attribute_WithoutAKey_SaysWhatToWrite() =>
        Assert.That(() => new RequireFlagAttribute([]), Throws.ArgumentException.With.Message.Contains("[RequireFlag(\"checkout-v2\")]"));
}
