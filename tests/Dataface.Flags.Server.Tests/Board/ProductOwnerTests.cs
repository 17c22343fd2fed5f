using System.Text;
using Dataface.Flags.Server.Tests.Experiments;
using Microsoft.Playwright;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>A product owner in a real browser, without a script and without a command line.</summary>
[TestFixture]
internal sealed class ProductOwnerTests
{
    private const string Page = "/experiments/one-page";

    [Test]
    [Rule("a product owner needs no command line")]
    public async Task Experiment_AtTheBoard_IsCarriedToItsEnd()
    {
        await Browser.GetAsync();
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();
        using (var added = await server.Admin.PostAsync(
            new Uri("/api/experiments", UriKind.Relative), new StringContent(ExperimentDocument.Yaml(), Encoding.UTF8, "application/yaml")))
        {
            added.EnsureSuccessStatusCode();
        }

        await using var board = await BoardPage.SignInAsync(server, await server.MakeKeyAsync("olga", "read", "operate"), hasScript: false);
        await StepAsync(board, "Approve", "Agreed in P-7", "approved");
        await StepAsync(board, "Start", "The flag is out", "running");
        await RunningExperiment.LoadAsync(server);
        await DecideAsync(board);
        await StepAsync(board, "Finish", "The next one is P-8", "cleaned up");
        Assert.That(board.Problems.Where(problem => !problem.Contains("409", StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>First without a reason against the recommendation, then with one; what was written stays.</summary>
    private static async Task DecideAsync(BoardPage board)
    {
        var page = board.Page;
        await page.GotoAsync(Page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Decide …" }).ClickAsync();
        Assert.That(await page.GetByLabel("Ship").IsCheckedAsync(), "what is recommended is chosen");
        await page.GetByLabel("Iterate").CheckAsync();
        await page.GetByLabel("Reason", new() { Exact = true }).FillAsync("A third variant is tried");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide one-page" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "It is recommended to ship, not to iterate." }).WaitForAsync();
        Assert.That(await page.GetByLabel("Reason", new() { Exact = true }).InputValueAsync(), Is.EqualTo("A third variant is tried"));
        Assert.That(await page.GetByLabel("Iterate").IsCheckedAsync());
        await page.GetByLabel("Why not what is recommended").FillAsync("The contract asks for it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Decide one-page" }).ClickAsync();
        await page.GetByText("Decided: iterate").First.WaitForAsync();
        await board.SaysAsync("which was to ship: The contract asks for it");
    }

    private static async Task StepAsync(BoardPage board, string verb, string reason, string status)
    {
        var page = board.Page;
        await page.GotoAsync(Page);
        await page.GetByRole(AriaRole.Link, new() { Name = verb + " …" }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync(reason);
        await page.GetByRole(AriaRole.Button, new() { Name = verb + " one-page" }).ClickAsync();
        await page.Locator("dl .badge", new() { HasText = status }).First.WaitForAsync();
        await board.SaysAsync(reason);
    }
}
