using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Bodies;

/// <summary>
/// Stands behind access and before whatever reads a body: bodies come as they are, in UTF-8. A reader that was told of another
/// encoding would take the same bytes for something else, or fail.
/// </summary>
internal sealed class BodyGate(RequestDelegate next)
{
    private const string Charset = "charset=";

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            throw new ProblemException(Problem.UnsupportedFormat(
                "The body has a Content-Encoding. Send it without compression or other encoding, and without that header."));
        }

        return request.ContentType is not { } type || IsUtf8(type)
            ? next(http)
            : throw new ProblemException(
                Problem.UnsupportedFormat("The body is not UTF-8, by its Content-Type. Send UTF-8, and 'charset=utf-8' or no charset."));
    }

    private static bool IsUtf8(string type)
    {
        var at = type.IndexOf(Charset, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return true;
        var name = type.AsSpan(at + Charset.Length).Trim().TrimStart('"');
        return name.StartsWith("utf-8", StringComparison.OrdinalIgnoreCase) && (name.Length == 5 || name[5] is '"' or ';' or ' ');
    }
}
