using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>A page in the browser, which notes whatever goes wrong in it.</summary>
internal sealed class BoardPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _problems = [];

    private BoardPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Note(true, error);
        page.RequestFailed += (_, request) => Note(true, $"{request.Url} failed");
        page.Request += (_, request) => Note(new Uri(request.Url).Host != "127.0.0.1", $"{request.Url} is elsewhere");
    }

    public IPage Page { get; }

    /// <summary>What the console said, what failed, and what was asked of anybody else.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Opens a browser's window and signs in.</summary>
    public static async Task<BoardPage> SignInAsync(
        TestServer server, string secret, ColorScheme scheme = ColorScheme.Light, bool hasScript = true, bool forAxe = false)
    {
        var context = await (await Browser.GetAsync()).NewContextAsync(new()
        {
            BaseURL = server.Address.ToString(),
            ColorScheme = scheme,
            JavaScriptEnabled = hasScript,
            ViewportSize = new() { Width = 1100, Height = 800 },

            // Axe is a script, which the policy rightly keeps out.
            BypassCSP = forAxe,
        });

        // On a machine that does much else, a browser may take its time.
        context.SetDefaultTimeout(120_000);
        var page = new BoardPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync("/login");
        await page.Page.GetByLabel("API key").FillAsync(secret);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        // For something of the next page, never for its address: that wait misses a page that comes while it begins.
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
        return page;
    }

    /// <summary>Waits until the page that a click leads to says something: its first part may be there long before its last.</summary>
    public Task SaysAsync(string text) => Page.Locator("main", new() { HasText = text }).WaitForAsync();

    /// <summary>What keeps people from using the page, by the rules of WCAG and good practice.</summary>
    public Task<IReadOnlyList<string>> ViolationsAsync() => ViolationsAsync(new AxeRunOptions());

    /// <summary>The same by the rules that look at colours, for a page that was looked at in others.</summary>
    public Task<IReadOnlyList<string>> ColourViolationsAsync() =>
        ViolationsAsync(new AxeRunOptions { RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block") });

    private async Task<IReadOnlyList<string>> ViolationsAsync(AxeRunOptions options)
    {
        var result = await Page.RunAxe(options);
        Assert.That(result.Passes, Is.Not.Empty, "axe has looked at nothing");
        return [.. result.Violations.Select(
            violation => $"{Page.Url}: {violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}")];
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Note(bool isProblem, string text)
    {
        if (isProblem) _problems.Add(text);
    }
}
