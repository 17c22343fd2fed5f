using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dataface.Flags.Bucketing;

/// <summary>XXH3 of the UTF-8 bytes of a unit or salt. A lone surrogate counts as U+FFFD, as in every UTF-8 encoder of .NET.</summary>
internal static class UnitHash
{
    private const int StackChars = 128;
    private const int MaxBytesPerChar = 3;

    /// <summary>Hashes text. Allocates nothing; above 128 characters the transcoding buffer comes from the shared pool.</summary>
    [SkipLocalsInit]
    public static ulong Of(ReadOnlySpan<char> text)
    {
        if (text.Length > StackChars) return OfLong(text);
        Span<byte> buffer = stackalloc byte[StackChars * MaxBytesPerChar];

        // Nearly every unit is ASCII, whose transcoding is cheaper when nothing else has to be looked for.
        return Ascii.FromUtf16(text, buffer, out var written) == OperationStatus.Done
            ? XxHash3.HashToUInt64(buffer[..written])
            : XxHash3.HashToUInt64(buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
    }

    /// <summary>Hashes an integer unit as its decimal text.</summary>
    [SkipLocalsInit]
    public static ulong Of(long value)
    {
        Span<byte> buffer = stackalloc byte[20];
        value.TryFormat(buffer, out var written, default, CultureInfo.InvariantCulture);
        return XxHash3.HashToUInt64(buffer[..written]);
    }

    /// <summary>Hashes a boolean unit as <c>true</c> or <c>false</c>.</summary>
    public static ulong Of(bool value) => XxHash3.HashToUInt64(value ? "true"u8 : "false"u8);

    private static ulong OfLong(ReadOnlySpan<char> text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var hash = XxHash3.HashToUInt64(buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }
}
