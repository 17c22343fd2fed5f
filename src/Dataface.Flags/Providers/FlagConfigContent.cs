using System.Globalization;
using System.IO.Hashing;

namespace Dataface.Flags.Providers;

/// <summary>A flag document as a provider read it, not yet validated.</summary>
/// <param name="Utf8Json">The document's bytes.</param>
/// <param name="Revision">Identifies the content; the same bytes may have the same revision, other bytes never do.</param>
public sealed record FlagConfigContent(ReadOnlyMemory<byte> Utf8Json, string Revision)
{
    /// <summary>Content whose revision is a hash of its bytes (XXH3, 16 hexadecimal digits).</summary>
    /// <param name="utf8Json">The document's bytes.</param>
    public static FlagConfigContent FromJson(ReadOnlyMemory<byte> utf8Json) =>
        new(utf8Json, XxHash3.HashToUInt64(utf8Json.Span).ToString("x16", CultureInfo.InvariantCulture));
}
