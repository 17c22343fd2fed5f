using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dataface.Flags.Server.Keys;

/// <summary>Makes and hashes secrets: <c>dff_</c>, an id, and 256 random bits.</summary>
internal static class SecretText
{
    /// <summary>The longest secret that is looked at.</summary>
    public const int MaxLength = 256;

    public static (string Text, ApiSecret Secret) Make(string by, DateTimeOffset now)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var text = $"dff_{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return (text, new(id, Hash(text), now, by));
    }

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Hashes into a buffer without a trace on the heap.</summary>
    public static bool TryHash(ReadOnlySpan<char> text, Span<byte> hash)
    {
        if (text.Length is 0 or > MaxLength) return false;
        Span<byte> bytes = stackalloc byte[MaxLength * 3];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        SHA256.HashData(bytes[..length], hash);
        CryptographicOperations.ZeroMemory(bytes[..length]);
        return true;
    }
}
