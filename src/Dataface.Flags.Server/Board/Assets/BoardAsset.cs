using System.Security.Cryptography;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Assets;

/// <summary>A file that pages ask for. Its address has its hash, so that a browser keeps it until there is another. Immutable.</summary>
internal sealed class BoardAsset
{
    private readonly byte[] _content;
    private readonly string _type;
    private readonly string _tag;

    public BoardAsset(string name, string type)
    {
        using var stream = typeof(BoardAsset).Assembly.GetManifestResourceStream($"board.{name}")!;
        _content = new byte[stream.Length];
        stream.ReadExactly(_content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(_content).AsSpan(0, 8));
        (_type, _tag, Route, Address) = (type, $"\"{hash}\"", $"/board/{name}", new($"/board/{name}?{hash}"));
    }

    /// <summary>Where it is.</summary>
    public string Route { get; }

    /// <summary>Where it is, as it is now.</summary>
    public BoardAddress Address { get; }

    public async Task WriteAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        (headers.ETag, headers.XContentTypeOptions) = (_tag, "nosniff");
        headers.CacheControl = http.Request.QueryString.HasValue ? "public, max-age=31536000, immutable" : "no-cache";
        if (http.Request.Headers.IfNoneMatch == _tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = _type;
        await http.Response.BodyWriter.WriteAsync(_content, http.RequestAborted);
    }
}
