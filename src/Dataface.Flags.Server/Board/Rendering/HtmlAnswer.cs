using System.Text;
using Microsoft.Net.Http.Headers;

namespace Dataface.Flags.Server.Board.Rendering;

/// <summary>Answers with a page that runs no script, takes nothing from elsewhere, and is in nobody's frame.</summary>
internal sealed class HtmlAnswer(Html page, int status = StatusCodes.Status200OK) : IResult
{
    /// <summary>What a browser may do with a page.</summary>
    public const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public Task ExecuteAsync(HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers[HeaderNames.XFrameOptions] = "DENY";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        var root = Html.Of($"{http.Request.PathBase.ToUriComponent()}").ToString();
        var text = page.ToString().Replace($"{BoardAddress.Mark}", root, StringComparison.Ordinal);
        return response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), http.RequestAborted).AsTask();
    }
}
