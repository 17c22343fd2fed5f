using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Board.Rendering;
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
