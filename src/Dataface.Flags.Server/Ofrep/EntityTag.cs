using System.Globalization;
using System.IO.Hashing;
using Microsoft.Extensions.Primitives;

namespace Dataface.Flags.Server.Ofrep;

/// <summary>
/// Tags of bulk answers. A tag is the hash of the answer, which names the revision of the definitions and has what the state and the
/// context made of them: whatever changes one of these to an effect changes the tag, on every replica alike.
/// </summary>
internal static class EntityTag
{
    public static string Of(ReadOnlySpan<byte> answer) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{XxHash3.HashToUInt64(answer):x16}\"");

    /// <summary>
    /// Whether an If-None-Match header has a tag: one or a list, weak or strong, with quotes or, as in the protocol's example, without.
    /// </summary>
    public static bool IsAmong(StringValues header, string tag)
    {
        var bare = tag.AsSpan().Trim('"');
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var candidate = line.AsSpan()[range].Trim();
                if (candidate.StartsWith("W/")) candidate = candidate[2..];
                if (candidate.Trim('"').SequenceEqual(bare)) return true;
            }
        }

        return false;
    }
}
