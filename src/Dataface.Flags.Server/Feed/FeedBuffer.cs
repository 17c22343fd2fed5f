using System.IO.Compression;

namespace Dataface.Flags.Server.Feed;

/// <summary>Bytes as they are and compressed; compressed once, when that is first asked for. A gzip member of its own, so that members can follow each other.</summary>
internal sealed class FeedBuffer(ReadOnlyMemory<byte> plain)
{
    private readonly Lazy<ReadOnlyMemory<byte>> _gzip = new(() => Compress(plain));

    public ReadOnlyMemory<byte> Plain => plain;

    public ReadOnlyMemory<byte> In(bool gzip) => gzip ? _gzip.Value : plain;

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> plain)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(plain.Span);
        return target.GetBuffer().AsMemory(0, (int)target.Length);
    }
}
