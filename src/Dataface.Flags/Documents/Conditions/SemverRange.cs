namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// A range of semantic versions: comparators (<c>=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c>; none means equals) that must
/// all hold,
/// separated by spaces; alternatives separated by <c>||</c>. Precedence is that of Semantic Versioning 2.0.0, section 11, prereleases
/// included.
/// </summary>
internal sealed class SemverRange
{
    private readonly Comparator[][] _alternatives;

    private SemverRange(Comparator[][] alternatives) => _alternatives = alternatives;

    public static bool TryParse(string text, out SemverRange range)
    {
        var alternatives = new List<Comparator[]>();
        range = new SemverRange([]);
        foreach (var alternative in text.Split("||"))
        {
            var comparators = new List<Comparator>();
            foreach (var word in alternative.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!Comparator.TryParse(word, out var comparator)) return false;
                comparators.Add(comparator);
            }

            if (comparators.Count == 0) return false;
            alternatives.Add([.. comparators]);
        }

        range = new SemverRange([.. alternatives]);
        return true;
    }

    /// <summary>Whether a version is in the range; text that is no version is in none. Allocates nothing.</summary>
    /// <param name="text">The version.</param>
    /// <param name="kept">What the text was read as, if it was.</param>
    public bool Contains(string text, ref long kept)
    {
        if (!SemverVersion.TryRead(text, ref kept, out var version)) return false;
        foreach (var alternative in _alternatives)
        {
            if (HoldsAll(alternative, version)) return true;
        }

        return false;
    }

    private static bool HoldsAll(Comparator[] comparators, SemverVersion version)
    {
        foreach (var comparator in comparators)
        {
            if (!comparator.Holds(version)) return false;
        }

        return true;
    }

    private readonly record struct Comparator(string Sign, string Version, long Kept)
    {
        public static bool TryParse(string word, out Comparator comparator)
        {
            var length = word.StartsWith(">=", StringComparison.Ordinal) || word.StartsWith("<=", StringComparison.Ordinal) ? 2
                : word[0] is '>' or '<' or '=' ? 1 : 0;
            var (version, kept) = (word[length..], 0L);
            var isVersion = SemverVersion.TryRead(version, ref kept, out _);
            comparator = new(word[..length], version, kept);
            return isVersion;
        }

        public bool Holds(SemverVersion version)
        {
            var kept = Kept;
            if (!SemverVersion.TryRead(Version, ref kept, out var bound)) return false;
            var order = version.CompareTo(bound);
            return Sign switch
            {
                ">" => order > 0,
                ">=" => order >= 0,
                "<" => order < 0,
                "<=" => order <= 0,
                _ => order == 0,
            };
        }
    }
}
