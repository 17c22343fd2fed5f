using System.Security.Cryptography;
using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>A document as it was published.</summary>
/// <param name="Revision">Its number and hash.</param>
/// <param name="Utf8Json">Its bytes, to the last one.</param>
public sealed record PublishedDocument(DocumentRevision Revision, ReadOnlyMemory<byte> Utf8Json)
{
    /// <summary>The hash under which a document is kept: SHA-256, 64 lower-case hexadecimal digits.</summary>
    /// <param name="utf8Json">The document's bytes.</param>
    public static string HashOf(ReadOnlySpan<byte> utf8Json) => Convert.ToHexStringLower(SHA256.HashData(utf8Json));
}
