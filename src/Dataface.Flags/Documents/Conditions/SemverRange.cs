namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// A range of semantic versions: comparators (<c>=</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c>; none means equals) that must all hold,
/// separated by spaces; alternatives separated by <c>||</c>. Precedence is that of Semantic Versioning 2.0.0, section 11, prereleases included.
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
    public bool Contains(ReadOnlySpan<char> version)
    {
        if (!SemverVersion.TryParse(version, out var parsed)) return false;
        foreach (var alternative in _alternatives)
        {
            if (HoldsAll(alternative, parsed)) return true;
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

    private readonly record struct Comparator(string Sign, string Version)
    {
        public static bool TryParse(string word, out Comparator comparator)
        {
            var length = word.StartsWith(">=", StringComparison.Ordinal) || word.StartsWith("<=", StringComparison.Ordinal) ? 2
                : word[0] is '>' or '<' or '=' ? 1 : 0;
            comparator = new(word[..length], word[length..]);
            return SemverVersion.TryParse(comparator.Version, out _);
        }

        public bool Holds(SemverVersion version)
        {
            if (!SemverVersion.TryParse(Version, out var bound)) return false;
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
