using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Sessions;

namespace Dataface.Flags.Server.Board.Login;

/// <summary>Signing in with an API key, and out again.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/login", (HttpContext http) => Form(http, http.Request.Query["return"], null, StatusCodes.Status200OK));
        routes.MapPost("/login", SignInAsync);
        routes.MapPost("/logout", SignOutAsync);
    }

    private static async Task<IResult> SignInAsync(HttpContext http, KnownKeys keys, RateLimits limits, RefusalTrail refusals,
        BoardSessions sessions)
    {
        var form = http.Request.Form;
        var (secret, next) = (form["key"].ToString().Trim(), form["return"].ToString());
        if (keys.Ring.Find(secret) is { } caller)
        {
            if (limits.TryTake(caller.Name, RequestKind.Change) is { } wait) throw new ProblemException(Problem.TooManyRequests(wait));
            if ((caller.Scopes & Scope.Read) == 0)
            {
                var lacks = $"The key '{caller.Name}' lacks the scope 'read'.";
                refusals.Add(http, caller.Name, Problem.Forbidden(lacks));
                return Form(http, next, lacks, StatusCodes.Status403Forbidden);
            }

            await sessions.BeginAsync(http, secret);
            return new SeeOther(Links.Local(next));
        }

        // As everywhere: whoever tries keys gets slower and leaves a trace.
        if (limits.TryTakeFree(http) is { } seconds) throw new ProblemException(Problem.TooManyRequests(seconds));
        refusals.Add(http, "nobody known", Problem.Unauthorized(hasKey: true));
        return Form(http, next, "The key is not known, or was revoked.", StatusCodes.Status401Unauthorized);
    }

    private static async Task<SeeOther> SignOutAsync(HttpContext http, BoardSessions sessions)
    {
        await sessions.EndAsync(http);
        return new SeeOther(Links.Login);
    }

    private static IResult Form(HttpContext http, string? next, string? problem, int status) => Shell.Page(
        http,
        "Sign in",
        Html.Of($"""
            {Html.If(problem is not null, () => Html.Of($"""<p class="notice bad" role="alert">{problem}</p>"""))}
            <form class="stack" method="post" action="{Links.Login}">
            {Shell.FormToken(http)}<input type="hidden" name="return" value="{Links.Local(next).Value}">
            <label for="key">API key</label>
            <input id="key" name="key" type="password" required autocomplete="current-password" spellcheck="false" maxlength="256">
            <p class="soft">One with the scope 'read' sees everything that it is for; one with 'operate' also kills and restores.</p>
            <div class="actions"><button type="submit">Sign in</button></div>
            </form>
            """),
        status);
}
