using System.Text.RegularExpressions;
using Dataface.Flags.Background;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// A regular expression of linear time that threads match at once: they share what was compiled, and each keeps what it works in. A plain
/// <see cref="Regex"/> keeps that once, and makes it anew for every other thread. Thread-safe; allocates when a thread matches first.
/// </summary>
internal sealed class TextPattern
{
    private readonly CompiledRegex _compiled;
    private readonly Lock _gate = new();

    // By thread slot. Grows by copies.
    private CompiledRegex?[] _byThread = [];

    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    /// <exception cref="NotSupportedException">It cannot be matched in linear time.</exception>
    public TextPattern(string pattern) => _compiled = new(pattern);

    public bool IsMatch(string text)
    {
        var (all, slot) = (Volatile.Read(ref _byThread), ThreadSlot.Current);
        var own = slot < all.Length ? Volatile.Read(ref all[slot]) : null;
        return (own ?? Add(slot)).IsMatch(text);
    }

    private CompiledRegex Add(int slot)
    {
        lock (_gate)
        {
            var all = _byThread;
            if (slot >= all.Length) Array.Resize(ref all, Math.Max(slot + 1, all.Length * 2));
            var own = new CompiledRegex(_compiled);
            Volatile.Write(ref all[slot], own);
            Volatile.Write(ref _byThread, all);
            return own;
        }
    }

    private sealed class CompiledRegex : Regex
    {
        public CompiledRegex(string pattern)
            : base(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, InfiniteMatchTimeout)
        {
        }

        /// <summary>The same, compiled once, with a place of its own for what a match works in.</summary>
        public CompiledRegex(CompiledRegex other)
        {
            (pattern, roptions, factory, capsize) = (other.pattern, other.roptions, other.factory, other.capsize);
            internalMatchTimeout = InfiniteMatchTimeout;
        }
    }
}
