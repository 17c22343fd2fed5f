using System.IO.Compression;

namespace Dataface.Flags.Server.Feed;

/// <summary>Bytes as they are and compressed, each made once, when it is first asked for, and shared by everybody who gets them.</summary>
internal sealed class FeedBuffer(ReadOnlyMemory<byte> plain)
{
    private readonly Lazy<ReadOnlyMemory<byte>> _gzip =
        new(() => Compress(plain, target => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true), isWhole: true));
    private readonly Lazy<ReadOnlyMemory<byte>> _segment =
        new(() => Compress(plain, target => new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true), isWhole: false));

    /// <summary>What a gzip stream begins with (RFC 1952): deflate, no name, no time, any system.</summary>
    public static ReadOnlyMemory<byte> GzipHeader { get; } = new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255 };

    public ReadOnlyMemory<byte> Plain => plain;

    /// <summary>The whole as one gzip file.</summary>
    public ReadOnlyMemory<byte> Gzip => _gzip.Value;

    /// <summary>
    /// A piece of a gzip stream, to be sent anywhere behind its header: deflate blocks that end at a byte (a sync flush, RFC 1951) and
    /// refer to nothing before them. So streams that began at different times share it, and none keeps a compressor.
    /// </summary>
    public ReadOnlyMemory<byte> Segment => _segment.Value;

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> plain, Func<Stream, Stream> make, bool isWhole)
    {
        var target = new MemoryStream();
        using (var compressor = make(target))
        {
            compressor.Write(plain.Span);
            compressor.Flush();
            if (!isWhole) return target.ToArray();
        }

        return target.ToArray();
    }
}
