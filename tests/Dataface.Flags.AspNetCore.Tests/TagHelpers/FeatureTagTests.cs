using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.TagHelpers;

/// <summary>The tag in Razor pages that the compiler has compiled.</summary>
[TestFixture]
internal sealed class FeatureTagTests
{
    private const string Headline = """ "variants": { "a": "Buy", "b": "Look" }, "offVariant": "a", """;

    [Test, Rule("flags default to off")]
    public async Task Feature_EveryForm_ShowsWhatItsFlagsSayAndExecutesNothingElse()
    {
        await using var app = await StartAsync(FlagFile.Of(
            FlagFile.Flag("on", "\"serve\": \"on\""), FlagFile.Flag("also", "\"serve\": \"on\""),
            FlagFile.Flag("off", "\"serve\": \"off\""), FlagFile.Flag("headline", "\"serve\": \"b\"", Headline)));
        var page = await app.GetAsync("/features");
        Assert.That(Lines(page), Is.EqualTo(
            ["[on]", "[not off]", "[all]", "[any]", "[not all]", "[b]", "[a or b]", "[not a]", "[variant on]"]));
        Assert.That(app.Log.Events.Any(e => e.Text.Contains("misspelt", StringComparison.Ordinal)), "an unknown flag is logged");
    }

    [Test, Rule("a kill is in force before the call returns")]
    public async Task Feature_FlagIsKilled_ShowsTheOldContentFromTheNextRequestOn()
    {
        await using var app = await StartAsync(FlagFile.On("checkout"));
        Assert.That(Lines(await app.GetAsync("/checkout-page")), Is.EqualTo(["<p>one page</p>"]), "no tag of ours is written");
        await app.KillAsync("checkout");
        Assert.That(Lines(await app.GetAsync("/checkout-page")), Is.EqualTo(["<p>three pages</p>"]));
    }

    [Test]
    public async Task Feature_FlagsNotReady_ShowsNeitherSide()
    {
        await using var app = await StartAsync("not a document");
        Assert.That(Lines(await app.GetAsync("/checkout-page")), Is.Empty);
    }

    [Test]
    public async Task Feature_ByUser_AsksForTheUserOfTheRequest()
    {
        await using var app = await StartAsync(FlagFile.Of(FlagFile.OnWhere("checkout", "country", "DE")));
        Assert.That(Lines(await app.GetAsync("/checkout-page", ("X-Country", "DE"))), Is.EqualTo(["<p>one page</p>"]));
        Assert.That(Lines(await app.GetAsync("/checkout-page", ("X-Country", "FR"))), Is.EqualTo(["<p>three pages</p>"]));
    }

    private static string[] Lines(string page) =>
        page.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Task<WebApp> StartAsync(string flags) => WebApp.StartAsync(
        flags, app => app.MapRazorPages(), o => o.FromHeader("country", "X-Country"),
        builder => builder.Services.AddRazorPages().AddApplicationPart(typeof(FeatureTagTests).Assembly));
}
