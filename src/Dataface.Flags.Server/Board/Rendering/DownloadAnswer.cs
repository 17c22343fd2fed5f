using System.Buffers;
using System.Text;

namespace Dataface.Flags.Server.Board.Rendering;

/// <summary>Answers with a file that a browser keeps, part by part.</summary>
/// <param name="type">Its media type.</param>
/// <param name="name">Its name; letters, digits, '.', '_' and '-'.</param>
/// <param name="parts">Its text.</param>
internal sealed class DownloadAnswer(string type, string name, IEnumerable<string> parts) : IResult
{
    private const int PartsAtOnce = 500;

    public async Task ExecuteAsync(HttpContext http)
    {
        var response = http.Response;
        response.ContentType = type + "; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = HtmlAnswer.Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        var count = 0;
        foreach (var part in parts)
        {
            Encoding.UTF8.GetBytes(part, response.BodyWriter);
            if (++count % PartsAtOnce == 0) await response.BodyWriter.FlushAsync(http.RequestAborted);
        }

        await response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
