using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// Ordinal membership. Few texts stand in a table in which length and three characters tell them apart, so that one comparison decides: a
/// scan would stop at a place that no processor foresees. Immutable; thread-safe.
/// </summary>
internal sealed class TextSet
{
    private const int FewLimit = 16;
    private const int MostTableBits = 7;
    private const uint Attempts = 32;

    private readonly string?[] _table = [];
    private readonly uint _factor;
    private readonly int _shift;
    private readonly FrozenSet<string>? _set;

    public TextSet(IReadOnlyList<string> texts)
    {
        for (var bits = 1; texts.Count <= FewLimit && bits <= MostTableBits; bits++)
        {
            (_table, _shift) = (new string?[1 << bits], 32 - bits);
            for (uint attempt = 0; attempt < Attempts; attempt++)
            {
                _factor = (0x9E37_79B1 + (attempt * 0x85EB_CA6A)) | 1;
                if (TryFill(texts)) return;
                Array.Clear(_table);
            }
        }

        _table = [];
        _set = texts.ToFrozenSet(StringComparer.Ordinal);
    }

    public bool Contains(string text) => _set is null ? string.Equals(_table[PlaceOf(text)], text) : _set.Contains(text);

    /// <summary>Puts each text into a place of its own; false when two of them meet.</summary>
    private bool TryFill(IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
        {
            ref var place = ref _table[PlaceOf(text)];
            if (place is not null && place != text) return false;
            place = text;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceOf(string text)
    {
        if (text.Length == 0) return 0;
        var mixed = (uint)text.Length + ((uint)text[0] << 5) + ((uint)text[text.Length / 2] << 11) + ((uint)text[^1] << 17);
        return (int)((mixed * _factor) >> _shift);
    }
}
