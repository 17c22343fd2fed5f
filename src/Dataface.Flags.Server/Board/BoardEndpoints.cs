using Dataface.Flags.Server.Board.Assets;
using Dataface.Flags.Server.Board.Definitions;
using Dataface.Flags.Server.Board.Experiments;
using Dataface.Flags.Server.Board.Flags;
using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Instances;
using Dataface.Flags.Server.Board.Login;
using Dataface.Flags.Server.Board.Now;
using Dataface.Flags.Server.Board.Portfolio;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board;

/// <summary>The pages that people look at.</summary>
internal static class BoardEndpoints
{
    public static void AddBoard(this IServiceCollection services)
    {
        services.AddSingleton<FlagViews>();
        services.AddSingleton<ShownUsage>();
        services.AddSingleton<ShownExperiments>();
        services.AddSingleton<PortfolioFolder>();
        services.AddHostedService<BoardStartReport>();
    }

    public static void MapBoard(this IEndpointRouteBuilder routes)
    {
        routes.MapAssets();
        var pages = routes.MapGroup("").WithMetadata(new ProblemPage()).AddEndpointFilter<RouteGroupBuilder, OwnForms>()
            .ExcludeFromDescription();
        pages.MapLogin();
        pages.MapGet("/", (HttpContext http) => new SeeOther(BoardSection.Of(http)[0].Address));
        pages.MapFlagPages();
        pages.MapNowPages();
        pages.MapDefinitionPages();
        pages.MapFleetPages();
        pages.MapExperimentPages();
        pages.MapExperimentActions();
        pages.MapExperimentDecisions();
        pages.MapExperimentDownloads();
        pages.MapPortfolioPages();
    }
}
