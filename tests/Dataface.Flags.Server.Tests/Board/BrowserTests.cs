using Microsoft.Playwright;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>The board in a real browser.</summary>
[TestFixture]
internal sealed class BrowserTests
{
    private static readonly string[] Pages =
    [
        "/flags/production", "/flags/production/checkout-v2", "/flags/production/fast-search", "/flags/production/new-cart", "/flags/production/odd-one", "/flags/production/old-banner",
        "/flags/production/checkout-v2/kill", "/flags/production/new-cart/restore", "/flags/nowhere", "/login",
    ];

    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await Browser.GetAsync();
        _server = await BoardWorld.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Test]
    public async Task Pages_InLightAndDark_KeepNobodyOut([Values(ColorScheme.Light, ColorScheme.Dark)] ColorScheme scheme)
    {
        await using var board = await BoardPage.SignInAsync(_server, _server.AdminSecret, scheme, forAxe: true);
        foreach (var page in Pages)
        {
            await board.Page.GotoAsync(page);
            Assert.That(await board.ViolationsAsync(), Is.Empty);
        }
    }

    [Test]
    public async Task Pages_UnderTheirPolicy_SayNothingOnTheConsoleAndAskNobodyElse()
    {
        await using var board = await BoardPage.SignInAsync(_server, _server.AdminSecret);
        foreach (var page in Pages.Where(page => page != "/flags/nowhere"))
        {
            await board.Page.GotoAsync(page);
            Assert.That(await board.Page.Locator("h1").CountAsync(), Is.EqualTo(1));
        }

        Assert.That(board.Problems, Is.Empty);
    }

    [Test]
    public async Task Policy_ScriptPutIntoAPage_DoesNotRun()
    {
        await using var board = await BoardPage.SignInAsync(_server, _server.AdminSecret);
        await board.Page.GotoAsync("/flags/production");
        Assert.That(async () => await board.Page.AddScriptTagAsync(new() { Content = "document.title = 'owned'" }), Throws.InstanceOf<PlaywrightException>());
        Assert.That(await board.Page.TitleAsync(), Does.StartWith("Flags in production"));
        Assert.That(board.Problems, Has.Some.Contains("Content Security Policy"));
    }

    [TestCase("/flags/production")]
    [TestCase("/flags/production/odd-one")]
    [TestCase("/flags/production/new-cart")]
    public async Task Text_ThatIsMarkup_IsShownAsText(string page)
    {
        // Without the policy, so that nothing but the encoding stands in the way.
        await using var board = await BoardPage.SignInAsync(_server, _server.AdminSecret, forAxe: true);
        await board.Page.GotoAsync(page);
        Assert.That(await board.Page.Locator("main").InnerTextAsync(), Does.Contain(BoardDocument.Attack));
        Assert.That(await board.Page.TitleAsync(), Does.Not.Contain("owned"));
        Assert.That(await board.Page.Locator("main script, main img, a[href^='javascript']").CountAsync(), Is.Zero);
    }

    [Test]
    [Rule("every flag can be killed at any time")]
    public async Task Kill_ByKeyboardAlone_KillsAndSaysHowFar()
    {
        await using var board = await BoardPage.SignInAsync(_server, _server.AdminSecret);
        await board.Page.GotoAsync("/flags/production/old-banner");
        await PressUntilAsync(board.Page, "Kill …");
        await board.Page.Keyboard.PressAsync("Enter");
        await board.Page.WaitForURLAsync("**/kill");
        while (await FocusAsync(board.Page) != "reason") await board.Page.Keyboard.PressAsync("Tab");
        await board.Page.Keyboard.TypeAsync("It blinks");
        await PressUntilAsync(board.Page, "Kill old-banner in production");
        await board.Page.Keyboard.PressAsync("Enter");
        await board.Page.GetByRole(AriaRole.Status).WaitForAsync();
        Assert.That(await board.Page.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("Reach: fleet"));
        Assert.That((await _server.HistoryAsync("action=kill&flag=old-banner"))[0].GetProperty("reason").GetString(), Is.EqualTo("It blinks"));
    }

    [Test]
    public async Task Board_WithoutScript_KillsAndRestores()
    {
        await using var board = await BoardPage.SignInAsync(_server, _server.AdminSecret, hasScript: false);
        foreach (var (verb, badge) in new[] { ("Kill", "Killed"), ("Restore", "On for some") })
        {
            await board.Page.GotoAsync("/flags/production/odd-one");
            await board.Page.GetByRole(AriaRole.Link, new() { Name = verb + " …" }).ClickAsync();
            await board.Page.GetByLabel("Reason").FillAsync("A drill");
            await board.Page.GetByRole(AriaRole.Button, new() { Name = verb + " odd-one" }).ClickAsync();
            await board.Page.GetByRole(AriaRole.Link, new() { Name = "Back to odd-one" }).ClickAsync();
            Assert.That(await board.Page.Locator("dl .badge").First.InnerTextAsync(), Is.EqualTo(badge));
        }
    }

    private static async Task PressUntilAsync(IPage page, string name)
    {
        for (var i = 0; i < 40; i++)
        {
            if (await FocusAsync(page) == name) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The keyboard never came to '{name}'.");
    }

    /// <summary>The id or the text of what has the focus.</summary>
    private static Task<string> FocusAsync(IPage page) => page.EvaluateAsync<string>("() => document.activeElement.id || document.activeElement.textContent.trim()");
}
