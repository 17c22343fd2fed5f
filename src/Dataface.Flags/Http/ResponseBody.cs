using System.IO.Compression;

namespace Dataface.Flags.Http;

/// <summary>Reads what a server answers, unpacked, and no more of it than is allowed.</summary>
internal static class ResponseBody
{
    /// <summary>The whole body.</summary>
    /// <exception cref="InvalidDataException">It is larger, or damaged.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var limited = new LimitedStream(Unpacked(response, body), maxBytes);
        await using (limited.ConfigureAwait(false))
        {
            var content = new MemoryStream();
            await limited.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
            return content.GetBuffer().AsMemory(0, (int)content.Length);
        }
    }

    /// <summary>The body without its compression. Members of gzip that follow each other come out as each of them arrives.</summary>
    public static Stream Unpacked(HttpResponseMessage response, Stream body) =>
        response.Content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(body, CompressionMode.Decompress) : body;
}
