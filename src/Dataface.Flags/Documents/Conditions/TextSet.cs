using System.Collections.Frozen;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>Ordinal membership; short lists are scanned, because that is faster than hashing.</summary>
internal sealed class TextSet(IReadOnlyList<string> texts)
{
    private const int ScanLimit = 8;

    private readonly string[] _scan = texts.Count <= ScanLimit ? [.. texts] : [];
    private readonly FrozenSet<string>? _set = texts.Count <= ScanLimit ? null : texts.ToFrozenSet(StringComparer.Ordinal);

    public bool Contains(string text)
    {
        if (_set is not null) return _set.Contains(text);
        foreach (var candidate in _scan)
        {
            if (string.Equals(candidate, text)) return true;
        }

        return false;
    }
}
