using System.Security.Cryptography;
using System.Text;

namespace Dataface.Flags.Files;

/// <summary>A file's content under a line with its format and its SHA-256, so that damage shows.</summary>
internal static class SealedContent
{
    /// <param name="format">The format's name and version.</param>
    public static byte[] Seal(string format, ReadOnlySpan<byte> body) => [.. FirstLine(format, body), .. body];

    /// <summary>The content; false, with what is wrong, when it is not as it was written.</summary>
    public static bool TryOpen(string format, ReadOnlySpan<byte> file, out ReadOnlySpan<byte> body, out string? problem)
    {
        var end = file.IndexOf((byte)'\n');
        body = file[(end + 1)..];
        problem = end < 0 || !file.StartsWith(Encoding.ASCII.GetBytes(format + " ")) ? "its version is not known to this program."
            : file[..(end + 1)].SequenceEqual(FirstLine(format, body)) ? null : "it is damaged.";
        return problem is null;
    }

    private static byte[] FirstLine(string format, ReadOnlySpan<byte> body) =>
        Encoding.ASCII.GetBytes($"{format} {Convert.ToHexStringLower(SHA256.HashData(body))}\n");
}
