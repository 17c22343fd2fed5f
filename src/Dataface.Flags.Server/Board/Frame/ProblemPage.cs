using System.Globalization;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Board.Frame;

/// <summary>Says no to people: with a page, or with the form to sign in.</summary>
internal sealed class ProblemPage : IProblemPage
{
    public Task WriteAsync(HttpContext http, Problem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized && http.Request.Headers.Authorization.Count == 0)
        {
            return new SeeOther("/login?return=" + Uri.EscapeDataString(http.Request.Path.ToUriComponent())).ExecuteAsync(http);
        }

        if (problem.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Shell.Page(http, problem.Title, Html.Of($"""<p class="notice bad">{problem.Detail}</p><p><a href="/">To the board</a></p>"""), problem.Status).ExecuteAsync(http);
    }
}
