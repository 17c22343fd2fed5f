using System.IO.Hashing;
using System.Text;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Gives equal short texts of a document one string: documents say "production", "on" and "userId" once for each flag.</summary>
internal sealed class StringCache
{
    private const int Slots = 1_024;
    private const int MaxLength = 40;

    private readonly string?[] _slots = new string?[Slots];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength || !Ascii.IsValid(utf8)) return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _slots[XxHash3.HashToUInt64(utf8) % Slots];
        if (slot is null || !Ascii.Equals(utf8, slot)) slot = Encoding.UTF8.GetString(utf8);
        return slot;
    }
}
