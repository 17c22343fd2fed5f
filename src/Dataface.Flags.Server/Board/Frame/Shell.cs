using Dataface.Flags.Server.Board.Assets;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;

namespace Dataface.Flags.Server.Board.Frame;

/// <summary>What all pages have around them.</summary>
internal static class Shell
{
    private static readonly BoardAddress Logout = new("/logout");

    /// <summary>A page.</summary>
    /// <param name="http">The request: who looks.</param>
    /// <param name="title">What the page is about; its heading, too.</param>
    /// <param name="content">What stands below the heading.</param>
    /// <param name="status">The HTTP status.</param>
    public static IResult Page(HttpContext http, string title, Html content, int status = StatusCodes.Status200OK)
    {
        var caller = http.Features.Get<Caller>();
        return new HtmlAnswer(
            Html.Of($"""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>{title} · Dataface.Flags</title>
                <link rel="stylesheet" href="{BoardAssets.Stylesheet.Address}">
                <link rel="icon" type="image/svg+xml" href="{BoardAssets.Icon.Address}">
                </head>
                <body>
                <a class="skip" href="#main">Skip to content</a>
                <header>
                <a class="brand" href="{Links.Home}">Dataface.Flags</a>
                {Html.If(caller is not null, () => Navigation(http, caller!))}
                </header>
                <main id="main">
                <h1>{title}</h1>
                {content}
                </main>
                </body>
                </html>
                """),
            status);
    }

    /// <summary>What makes a form the page's own: it is refused without.</summary>
    public static Html FormToken(HttpContext http) =>
        Html.Of($"""<input type="hidden" name="{Sessions.FormToken.Field}" value="{Sessions.FormToken.Of(http)}">""");

    private static Html Navigation(HttpContext http, Caller caller) => Html.Of($"""
        <nav aria-label="Pages"><ul>{Html.Each(BoardSection.Of(http), section => Section(http, section))}</ul></nav>
        <form class="who" method="post" action="{Logout}">{FormToken(http)}<span>{caller.Name}</span>
        <button type="submit">Sign out</button></form>
        """);

    private static Html Section(HttpContext http, BoardSection section) =>
        http.Request.Path.StartsWithSegments(section.Address.Value, StringComparison.Ordinal)
        ? Html.Of($"""<li><a href="{section.Address}" aria-current="true">{section.Name}</a></li>""")
        : Html.Of($"""<li><a href="{section.Address}">{section.Name}</a></li>""");
}
