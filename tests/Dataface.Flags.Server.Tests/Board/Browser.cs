using Microsoft.Playwright;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>A real Chromium, started once for all tests; where there is none, they are skipped, and say so.</summary>
internal static class Browser
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static readonly Lazy<Task<IBrowser>> Started = new(StartAsync);

    public static async Task<IBrowser> GetAsync()
    {
        if (!File.Exists(Chromium))
        {
            const string Message = $"There is no {Chromium}: install the Debian package chromium for the tests of the board.";
            TestContext.Progress.WriteLine("SKIPPED: " + Message);
            Assert.Ignore(Message);
        }

        return await Started.Value;
    }

    private static async Task<IBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments, Timeout = 120_000 });
    }
}
