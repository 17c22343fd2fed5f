using Dataface.Flags.Server.Tests.Instances;
using Microsoft.Playwright;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>The board in a real browser.</summary>
[TestFixture]
internal sealed class BrowserTests
{
    private static readonly string[] Pages =
    [
        "/experiments", "/experiments/checkout-one-page", "/experiments/odd-one", "/experiments/winter-headline", "/portfolio",
        "/portfolio/map", "/portfolio/launch",
        "/flags/production", "/flags/production/checkout-v2", "/flags/production/fast-search", "/flags/production/new-cart",
        "/flags/production/odd-one", "/flags/production/old-banner",
        "/flags/production/checkout-v2/kill", "/flags/production/new-cart/restore", "/flags/nowhere", "/login",
        "/instances/production", "/now/production", "/definitions", "/definitions/1/rollback",
        "/flags/production/checkout-v2/pause",
        "/experiments/checkout-one-page/decide", "/experiments/odd-one/approve", "/experiments/winter-headline/clean-up",
    ];

    private BoardWorld? _world;

    private TestServer Server => _world!.Server;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await Browser.GetAsync();
        _world = await BoardWorld.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
    }

    [Test]
    public async Task Pages_InLightAndDark_AreAccessible([Values(ColorScheme.Light, ColorScheme.Dark)] ColorScheme scheme)
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret, scheme, forAxe: true);
        foreach (var page in Pages)
        {
            await board.Page.GotoAsync(page);
            Assert.That(await (scheme == ColorScheme.Light ? board.ViolationsAsync() : board.ColourViolationsAsync()), Is.Empty);
        }
    }

    [Test]
    public async Task Pages_UnderTheirPolicy_LogNothingAndLoadNothingElsewhere()
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret);
        foreach (var page in Pages.Where(page => page != "/flags/nowhere"))
        {
            await board.Page.GotoAsync(page);
            Assert.That(await board.Page.Locator("h1").CountAsync(), Is.EqualTo(1));
        }

        Assert.That(board.Problems, Is.Empty);
    }

    [Test]
    public async Task Instances_Behind_AreListedAndTheirTextIsEscaped()
    {
        var (id, token) = await Reports.BeginAsync(Server.Admin, Reports.Body().With("problem", BoardDocument.Attack));
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret, forAxe: true);
        await board.Page.GotoAsync("/instances/production");
        Assert.That(await board.ViolationsAsync(), Is.Empty);
        Assert.That(await board.Page.Locator("main").InnerTextAsync(), Does.Contain("Behind").And.Contain(BoardDocument.Attack));
        (await Reports.SendAsync(Server.Admin, Reports.Body(2, token: token).With("leaves", true), id)).Dispose();
    }

    [Test]
    public async Task Policy_ScriptPutIntoAPage_DoesNotRun()
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret);
        await board.Page.GotoAsync("/flags/production");
        Assert.That(async () => await board.Page.AddScriptTagAsync(new() { Content = "document.title = 'owned'" }),
            Throws.InstanceOf<PlaywrightException>());
        Assert.That(await board.Page.TitleAsync(), Does.StartWith("Flags in production"));
        Assert.That(board.Problems, Has.Some.Contain("Content Security Policy"));
    }

    [TestCase("/flags/production")]
    [TestCase("/flags/production/odd-one")]
    [TestCase("/flags/production/new-cart")]
    [TestCase("/now/production")]
    [TestCase("/experiments")]
    [TestCase("/experiments/odd-one")]
    [TestCase("/experiments/winter-headline")]
    public async Task Text_ThatIsMarkup_IsShownAsText(string page)
    {
        // Without the policy, so that nothing but the encoding stands in the way.
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret, forAxe: true);
        await board.Page.GotoAsync(page);
        Assert.That(await board.Page.Locator("main").InnerTextAsync(), Does.Contain(BoardDocument.Attack));
        Assert.That(await board.Page.TitleAsync(), Does.Not.Contain("owned"));
        Assert.That(await board.Page.Locator("main script, main img, a[href^='javascript']").CountAsync(), Is.Zero);
    }

    [Test]
    [Rule("every flag can be killed at any time")]
    public async Task Kill_ByKeyboardAlone_KillsAndSaysHowFar()
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret);
        await board.Page.GotoAsync("/flags/production/old-banner");
        await PressUntilAsync(board.Page, "Kill …");
        await board.Page.Keyboard.PressAsync("Enter");
        await board.Page.GetByLabel("Reason").WaitForAsync();
        while (await FocusAsync(board.Page) != "reason") await board.Page.Keyboard.PressAsync("Tab");
        await board.Page.Keyboard.TypeAsync("It blinks");
        await PressUntilAsync(board.Page, "Kill old-banner in production");
        await board.Page.Keyboard.PressAsync("Enter");
        await board.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Reach: fleet" }).WaitForAsync();
        Assert.That((await Server.HistoryAsync("action=kill&flag=old-banner"))[0].GetProperty("reason").GetString(),
            Is.EqualTo("It blinks"));
    }

    [Test]
    public async Task Board_WithoutScript_KillsAndRestores()
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret, hasScript: false);
        foreach (var (verb, badge) in new[] { ("Kill", "Killed"), ("Restore", "On for some") })
        {
            await board.Page.GotoAsync("/flags/production/odd-one");
            await board.Page.GetByRole(AriaRole.Link, new() { Name = verb + " …" }).ClickAsync();
            await board.Page.GetByLabel("Reason").FillAsync("A drill");
            await board.Page.GetByRole(AriaRole.Button, new() { Name = verb + " odd-one" }).ClickAsync();
            await board.Page.GetByRole(AriaRole.Link, new() { Name = "Back to odd-one" }).ClickAsync();
            await board.Page.Locator("dl .badge").First.Filter(new() { HasText = badge }).WaitForAsync();
        }
    }

    [Test]
    [Rule("every flag can be killed at any time")]
    public async Task Now_WithoutScript_SaysWhatUndoesEachAndItsButtonsDoIt()
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret, hasScript: false);
        foreach (var (verb, done) in new[] { ("Pause", "The ramp is paused."), ("Resume", "The ramp continues.") })
        {
            await board.Page.GotoAsync("/now/production");
            var row = board.Page.Locator("h2:has-text('Rolling out') + .scroll tr", new() { HasText = "checkout-v2" });
            Assert.That(await row.Locator("code").InnerTextAsync(), Is.EqualTo(
                $"dataface-flags ramp checkout-v2 {verb.ToLowerInvariant()} --environment production --reason "
                + $"'{verb.ToLowerInvariant()}d {(verb == "Pause" ? "for" : "after")} a look' "
                + $"--server {Server.Address.ToString().TrimEnd('/')}"));
            await row.GetByRole(AriaRole.Link, new() { Name = verb + " …" }).ClickAsync();
            await board.Page.GetByLabel("Reason").FillAsync("A drill");
            await board.Page.GetByRole(AriaRole.Button, new() { Name = verb + " the ramp of checkout-v2 in production" }).ClickAsync();
            await board.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = done }).WaitForAsync();
        }

        await board.Page.GotoAsync("/now/production");
        var first = board.Page.Locator("h2:has-text('Changed') ~ .scroll tbody tr").First;
        Assert.That(await first.InnerTextAsync(), Does.Contain("resume").And.Contain("A drill"));
    }

    [Test]
    public async Task Experiments_List_HasStatusGatesFreshnessAndWhatToDo()
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret);
        await board.Page.GotoAsync("/experiments");
        Assert.That(await board.Page.Locator("thead th").AllInnerTextsAsync(),
            Is.EqualTo(new[] { "Experiment", "Status", "To do", "Gates", "Data", "Owner" }));
        var running = await board.Page.Locator("tbody tr", new() { HasText = "One-page checkout" }).Locator("td").AllInnerTextsAsync();
        Assert.That(running[0], Is.EqualTo("running").IgnoreCase);
        Assert.That(running[1], Does.Contain("Wait").Or.Contain("Ship").Or.Contain("Iterate").Or.Contain("Kill"));
        Assert.That(running[2], Does.Match("\\d"));
        Assert.That(running[3], Does.Match("\\d{4}|ago|:"));
        Assert.That(await board.Page.Locator("tbody tr", new() { HasText = "Winter headline" }).InnerTextAsync(), Does.Contain("Clean up"));
    }

    [Test]
    public async Task Experiment_RunningWithData_ShowsWhatTheDecisionRestsOn()
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret);
        await board.Page.GotoAsync("/experiments/checkout-one-page");
        var text = await board.Page.Locator("main").InnerTextAsync();
        Assert.That(text, Does.Contain("Lift of orders over time").And.Contain("Exposed units over time").And.Contain(
            "The document has another design than the registered one"));
        foreach (var link in await board.Page.Locator("td a[href^='#']").AllAsync())
        {
            var target = await link.GetAttributeAsync("href");
            Assert.That(await board.Page.Locator($"[id='{target![1..]}']").CountAsync(), Is.EqualTo(1), $"evidence {target}");
        }

        await board.Page.Locator("summary", new() { HasText = "Lift of orders" }).ClickAsync();
        Assert.That(await board.Page.Locator("table:visible", new() { HasText = "Figures of Lift of orders" }).Locator("tbody tr")
            .CountAsync(), Is.GreaterThan(10));
    }

    [Test]
    public async Task Flag_UnderAGuard_ShowsTheEvidenceAsAPictureWithWords([Values("checkout-v2", "fast-search")] string flag)
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret);
        await board.Page.GotoAsync("/flags/production/" + flag);
        var picture = board.Page.Locator("svg[role=img]").First;
        Assert.That(await picture.Locator("desc").TextContentAsync(), Does.Contain("errors, on").And.Contain("the flag is killed"));
        Assert.That(await picture.Locator("polyline.line").First.GetAttributeAsync("points"), Has.Length.GreaterThan(100));
        var facts = await board.Page.Locator("dl.facts").InnerTextAsync();
        Assert.That(facts, Does.Contain("Expires").And.Contain("Guard").And.Contain("State in production"));
        Assert.That(await board.Page.Locator("a.button", new() { HasText = flag == "fast-search" ? "Restore …" : "Kill …" }).CountAsync(),
            Is.EqualTo(1));
        if (flag == "checkout-v2")
            Assert.That(await board.Page.Locator("main").InnerTextAsync(), Does.Contain("5 % → 25 % → 50 %"), "the stages of its rollout");
    }

    /// <summary>The pictures of docs/board.md; DATAFACE_FLAGS_SCREENSHOTS names the folder that they are kept in.</summary>
    [TestCase("board-experiments", "/experiments", ColorScheme.Light, 355)]
    [TestCase("board-experiment", "/experiments/checkout-one-page", ColorScheme.Light, 1000)]
    [TestCase("board-lift", "/experiments/checkout-one-page#metric-orders", ColorScheme.Light, 620)]
    [TestCase("board-flags", "/flags/production", ColorScheme.Light, 420)]
    [TestCase("board-flag", "/flags/production/checkout-v2", ColorScheme.Dark, 1250)]
    [TestCase("board-now", "/now/production", ColorScheme.Light, 900)]
    [TestCase("board-kill", "/flags/production/checkout-v2/kill", ColorScheme.Light, 460)]
    [TestCase("board-bets", "/portfolio", ColorScheme.Light, 700)]
    [TestCase("board-map", "/portfolio/map", ColorScheme.Light, 900)]
    [TestCase("board-launch", "/portfolio/launch", ColorScheme.Dark, 900)]
    public async Task Picture_OfAPage_IsDrawn(string name, string page, ColorScheme scheme, int height)
    {
        await using var board = await BoardPage.SignInAsync(Server, Server.AdminSecret, scheme);
        await board.Page.SetViewportSizeAsync(1100, height);
        await board.Page.GotoAsync(page);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(Environment.GetEnvironmentVariable("DATAFACE_FLAGS_SCREENSHOTS") ?? folder["pictures"], name + ".png");
        await board.Page.ScreenshotAsync(new() { Path = file, Scale = ScreenshotScale.Css });
        Assert.That(new FileInfo(file).Length, Is.GreaterThan(10_000), "an empty page is smaller");
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
    private static Task<string> FocusAsync(IPage page) =>
        page.EvaluateAsync<string>("() => document.activeElement.id || document.activeElement.textContent.trim()");
}
