using System.Text;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Drawing;
using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Portfolio;

/// <summary>The pages of the portfolio.</summary>
internal static class PortfolioEndpoints
{
    private static readonly BoardSection[] Pages =
        [new("Bets", new("/portfolio")), new("Map", new("/portfolio/map")), new("Launch", new("/portfolio/launch"))];

    public static void MapPortfolioPages(this IEndpointRouteBuilder routes)
    {
        Map(routes, Pages[0], (portfolio, plan) => Task.FromResult(BetsPage.Of(plan, portfolio.Map(plan).Waits)));
        Map(routes, Pages[1], (portfolio, plan) => Task.FromResult(MapPage.Of(portfolio.Map(plan))));
        Map(routes, Pages[2], async (portfolio, plan) => LaunchPage.Of(await portfolio.LaunchAsync(plan)));
        routes.MapGet(MapPage.PicturePath, DrawAsync);
    }

    private static void Map(
        IEndpointRouteBuilder routes, BoardSection page, Func<PortfolioFolder, PortfolioPlan, Task<Html>> content) => routes
        .MapGet(page.Address.Value, async (HttpContext http, PortfolioFolder portfolio) =>
        {
            var read = portfolio.Read();
            var body = read.Plan is { } plan
                ? await content(portfolio, plan)
                : RefusedDocuments.Of("The documents are refused, so there is nothing to show.", read.Problems);
            return Shell.Page(http, $"Portfolio: {page.Name}",
                Html.Of($"""<nav aria-label="Portfolio"><p>{Html.Each(Pages, other => Link(other, page))}</p></nav>{body}"""));
        });

    private static Html Link(BoardSection page, BoardSection current) => page == current
        ? Html.Of($"""<a class="button" href="{page.Address}" aria-current="page"><strong>{page.Name}</strong></a> """)
        : Html.Of($"""<a class="button" href="{page.Address}">{page.Name}</a> """);

    /// <summary>A picture of its own, which a browser shows without running anything that may be in it.</summary>
    private static async Task DrawAsync(HttpContext http, PortfolioFolder portfolio)
    {
        var drawing = portfolio.Read().Plan is { } plan
            ? SvgDiagram.Write(Diagram.Of(portfolio.Map(plan))) : """<svg xmlns="http://www.w3.org/2000/svg"/>""";
        http.Response.ContentType = "image/svg+xml";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        (http.Response.Headers.XContentTypeOptions, http.Response.Headers.CacheControl) = ("nosniff", "no-store");
        await http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(drawing), http.RequestAborted);
    }
}
