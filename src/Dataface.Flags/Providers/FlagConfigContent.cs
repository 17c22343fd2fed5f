using System.Globalization;
using System.IO.Hashing;

namespace Dataface.Flags.Providers;

/// <summary>A flag document as a provider read it, not yet validated.</summary>
public sealed record FlagConfigContent
{
    /// <summary>The document's bytes.</summary>
    public required ReadOnlyMemory<byte> Utf8Json { get; init; }

    /// <summary>Identifies the content; the same bytes may have the same revision, other bytes never do.</summary>
    public required string Revision { get; init; }

    /// <summary>Content whose revision is a hash of its bytes (XXH3, 16 hexadecimal digits).</summary>
    /// <param name="utf8Json">The document's bytes.</param>
    public static FlagConfigContent FromJson(ReadOnlyMemory<byte> utf8Json) =>
        new()
        {
            Utf8Json = utf8Json,
            Revision = XxHash3.HashToUInt64(utf8Json.Span).ToString("x16", CultureInfo.InvariantCulture),
        };
}
