using System.Collections.Frozen;
using System.Numerics;

namespace Dataface.Flags.Evaluating;

/// <summary>
/// Finds flags by handles, which bring the hash of their key with them: an open table, so that a handle need remember nothing of the
/// snapshots it was used with, however many there are. Immutable; thread-safe.
/// </summary>
internal sealed class FlagTable
{
    // The index of a flag, plus one; 0 is free. Half of the places are free at least, so that a look ends soon.
    private readonly int[] _places;

    // All names, where flags have aliases: only who asks for what is no key pays for them.
    private readonly FrozenDictionary<string, int>? _names;

    public FlagTable(CompiledFlag[] flags, FrozenDictionary<string, int> names)
    {
        if (names.Count > flags.Length) _names = names;
        _places = new int[BitOperations.RoundUpToPowerOf2((uint)((flags.Length * 2) + 1))];
        for (var i = 0; i < flags.Length; i++)
        {
            var place = StringComparer.Ordinal.GetHashCode(flags[i].Key) & (_places.Length - 1);
            while (_places[place] != 0) place = (place + 1) & (_places.Length - 1);
            _places[place] = i + 1;
        }
    }

    /// <summary>The flag of a handle, or null.</summary>
    /// <param name="flags">The flags that the table was made of, in the same order, whatever their state.</param>
    /// <param name="key">The handle's key.</param>
    /// <param name="hash">Its ordinal hash.</param>
    public CompiledFlag? Find(CompiledFlag[] flags, string key, int hash)
    {
        var places = _places;
        for (var place = hash & (places.Length - 1); places[place] != 0; place = (place + 1) & (places.Length - 1))
        {
            // Keys in code and in documents are both interned, so the references mostly are equal.
            var flag = flags[places[place] - 1];
            if (string.Equals(flag.Key, key)) return flag;
        }

        return _names is not null && _names.TryGetValue(key, out var index) ? flags[index] : null;
    }
}
