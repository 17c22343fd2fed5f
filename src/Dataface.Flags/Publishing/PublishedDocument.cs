using System.Security.Cryptography;
using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>A document as it was published.</summary>
public sealed record PublishedDocument
{
    /// <summary>Its number and hash.</summary>
    public required DocumentRevision Revision { get; init; }

    /// <summary>Its exact bytes.</summary>
    public required ReadOnlyMemory<byte> Utf8Json { get; init; }

    /// <summary>The hash under which a document is kept: SHA-256, 64 lower-case hexadecimal digits.</summary>
    /// <param name="utf8Json">The document's bytes.</param>
    public static string HashOf(ReadOnlySpan<byte> utf8Json) => Convert.ToHexStringLower(SHA256.HashData(utf8Json));
}
