using Dataface.Flags.Server.Tests.Board;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Dataface.Flags.AspNetCore.Tests.Connections.Circuits;

/// <summary>A real Blazor Server page in Chromium, over each transport that its protocol knows.</summary>
[TestFixture(HttpTransportType.WebSockets)]
[TestFixture(HttpTransportType.LongPolling)]
internal sealed class CircuitTests(HttpTransportType transport)
{
    private const string Somebody = "userId=\"u1\", plan=\"gold\", sessionId=(private), agent=\"Chromium\", adjusted=\"u1\"";

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "blazor", "blazor.web.js");

    [Test, Rule("a kill passes through every pin at the next evaluation")]
    public async Task Circuit_FlagKilledAndRestored_SeesTheKillAtOnceAndTheRestoreAtItsNextPin()
    {
        await using var app = await StartAsync();
        await using var browser = await OpenAsync(app);
        var page = browser.Pages[0];
        Assert.That(await AskAsync(page), Is.EqualTo("True " + Somebody));
        await app.KillAsync("f");
        Assert.That(await AskAsync(page), Is.EqualTo("False " + Somebody));
        await app.RestoreAsync("f");
        app.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.That(await AskAsync(page), Is.EqualTo("False " + Somebody), "it waits for the next pin");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await AskAsync(page), Is.EqualTo("True " + Somebody));
    }

    [Test, Rule("one user gets one answer on every transport")]
    public async Task Circuit_SignedInUser_HasTheContextOfTheirRequestsFromItsFirstRenderingOn()
    {
        await using var app = await StartAsync();
        await using var browser = await OpenAsync(app);
        var page = browser.Pages[0];
        Assert.That(await page.InnerTextAsync("#first"), Is.EqualTo("live True " + Somebody));
        var request = await page.EvaluateAsync<string>("fetch('/ask').then(answer => answer.text())");
        Assert.That(request, Is.EqualTo("True " + Somebody));
        Assert.That(await AskAsync(page), Is.EqualTo(request));
    }

    [Test]
    public async Task Circuit_UserChangesDuringIt_IsAnsweredForTheNewOne()
    {
        await using var app = await StartAsync();
        await using var browser = await OpenAsync(app);
        var page = browser.Pages[0];
        await page.ClickAsync("#become");
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync("1");
        var becomes = "False " + Somebody.Replace("u1", "u2", StringComparison.Ordinal).Replace("gold", "silver", StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("#answer")).ToHaveTextAsync(becomes);
        Assert.That(await AskAsync(page), Is.EqualTo(becomes));
    }

    private static async Task<string> AskAsync(IPage page)
    {
        var count = int.Parse(await page.InnerTextAsync("#count"), System.Globalization.CultureInfo.InvariantCulture);
        await page.ClickAsync("#ask");
        await Assertions.Expect(page.Locator("#count")).ToHaveTextAsync($"{count + 1}");
        return await page.InnerTextAsync("#answer");
    }

    private async Task<IBrowserContext> OpenAsync(WebApp app)
    {
        var context = await (await Browser.GetAsync()).NewContextAsync(new() { UserAgent = "Chromium" });
        var url = app.Client.BaseAddress!.ToString();
        await context.AddCookiesAsync(
        [
            new() { Name = TestAuthentication.Header, Value = Uri.EscapeDataString("sub=u1;plan=gold"), Url = url },
            new() { Name = "sid", Value = "s1", Url = url },
        ]);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{url}?transport={(int)transport}");
        await Assertions.Expect(page.Locator("#first")).ToContainTextAsync("live");
        return context;
    }

    private static Task<WebApp> StartAsync() => WebApp.StartAsync(
        FlagFile.Of(FlagFile.OnWhere("f", "userId", "u1")),
        app =>
        {
            app.UseAntiforgery();
            app.MapGet("/ask", (IRequestFlags flags) => $"{flags.IsEnabled("f")} {flags.Context}");
            app.MapGet("/_framework/blazor.web.js", () => Results.File(Script, "text/javascript"));
            app.MapRazorComponents<CircuitDocument>().AddInteractiveServerRenderMode();
        },
        o =>
        {
            o.FromClaim("plan", "plan").FromCookie("sessionId", "sid").FromHeader("agent", "User-Agent");
            o.AdjustContext = (http, context) => context.With("adjusted", http.User.FindFirst("sub")!.Value);
        },
        builder =>
        {
            TestAuthentication.AddTo(builder);
            builder.Services.AddRazorComponents().AddInteractiveServerComponents();
            builder.Services.AddCascadingAuthenticationState();
            builder.Services.AddScoped<AuthenticationStateProvider, SettableUser>();
        });
}
