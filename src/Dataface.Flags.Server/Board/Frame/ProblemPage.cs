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
            var here = Uri.EscapeDataString(http.Request.Path.ToUriComponent());
            return new SeeOther(new($"{Links.Login.Value}?return={here}")).ExecuteAsync(http);
        }

        if (problem.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var content = Html.Of($"""<p class="notice bad">{problem.Detail}</p><p><a href="{Links.Home}">To the board</a></p>""");
        return Shell.Page(http, problem.Title, content, problem.Status).ExecuteAsync(http);
    }
}
