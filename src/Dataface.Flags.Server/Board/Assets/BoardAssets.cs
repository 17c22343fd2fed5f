namespace Dataface.Flags.Server.Board.Assets;

/// <summary>The files that pages ask for.</summary>
internal static class BoardAssets
{
    public static BoardAsset Stylesheet { get; } = new("board.css", "text/css; charset=utf-8");

    public static BoardAsset Icon { get; } = new("icon.svg", "image/svg+xml");

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        foreach (var asset in new[] { Stylesheet, Icon }) routes.MapGet(asset.Route, asset.WriteAsync).ExcludeFromDescription();
    }
}
