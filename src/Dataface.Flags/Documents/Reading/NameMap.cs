using System.Collections;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace Dataface.Flags.Documents.Reading;

/// <summary>
/// A few named things in the order in which they were written; names are ordinal. A sixth of what a dictionary takes, of which there would
/// be one in each flag. Immutable; thread-safe.
/// </summary>
internal sealed class NameMap<T> : IReadOnlyDictionary<string, T>
{
    private readonly KeyValuePair<string, T> _entry;
    private readonly NameMap<T>? _rest;

    private NameMap(KeyValuePair<string, T> entry, NameMap<T>? rest) => (_entry, _rest) = (entry, rest);

    public int Count => 1 + (_rest?.Count ?? 0);

    public IEnumerable<string> Keys => this.Select(entry => entry.Key);

    public IEnumerable<T> Values => this.Select(entry => entry.Value);

    public T this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no '{key}'.");

    /// <summary>The smallest map of these; many are better looked up in a dictionary.</summary>
    public static IReadOnlyDictionary<string, T> Of(Dictionary<string, T> all)
    {
        const int few = 4;
        if (all.Count is 0 or > few) return all.Count == 0 ? ReadOnlyDictionary<string, T>.Empty : all;
        NameMap<T>? map = null;
        foreach (var entry in all.Reverse()) map = new(entry, map);
        return map!;
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(key);
        for (var map = this; map is not null; map = map._rest)
        {
            if (!string.Equals(map._entry.Key, key)) continue;
            value = map._entry.Value;
            return true;
        }

        value = default;
        return false;
    }

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator()
    {
        for (var map = this; map is not null; map = map._rest) yield return map._entry;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
