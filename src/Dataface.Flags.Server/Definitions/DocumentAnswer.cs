using System.Globalization;
using Dataface.Flags.Publishing;

namespace Dataface.Flags.Server.Definitions;

/// <summary>Answers with a document's bytes.</summary>
internal static class DocumentAnswer
{
    public static async Task WriteAsync(HttpContext http, PublishedDocument document)
    {
        var etag = $"\"{document.Revision.Hash}\"";
        http.Response.Headers.ETag = etag;
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Revision"] = document.Revision.Number.ToString(CultureInfo.InvariantCulture);
        if (http.Request.Headers.IfNoneMatch.Contains(etag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = document.Utf8Json.Length;
        await http.Response.BodyWriter.WriteAsync(document.Utf8Json, http.RequestAborted);
    }
}
