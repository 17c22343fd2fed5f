using System.Globalization;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// A semantic version over borrowed text; build metadata is dropped, because it has no precedence. A <c>v</c> before it says nothing, and a
/// fourth number, as .NET and Windows have it, stands below the patch; without one it is 0.
/// </summary>
internal readonly ref struct SemverVersion
{
    private readonly ulong _major;
    private readonly ulong _minor;
    private readonly ulong _patch;
    private readonly ulong _revision;
    private readonly ReadOnlySpan<char> _prerelease;

    private SemverVersion(ulong major, ulong minor, ulong patch, ulong revision, ReadOnlySpan<char> prerelease)
    {
        _major = major;
        _minor = minor;
        _patch = patch;
        _revision = revision;
        _prerelease = prerelease;
    }

    /// <summary>As <see cref="TryParse"/>, once for a text whose reading is kept.</summary>
    public static bool TryRead(string text, ref long kept, out SemverVersion version)
    {
        var reading = TextReading.Of(ref kept);
        if (reading.IsVersion(out var major, out var minor, out var patch, out var revision, out var isPrerelease))
        {
            version = new(major, minor, patch, revision, isPrerelease ? PrereleaseOf(text) : []);
            return true;
        }

        version = default;
        if (reading.IsNoVersion) return false;
        var isVersion = TryParse(text, out version);
        var word = isVersion
            ? TextReading.OfVersion(version._major, version._minor, version._patch, version._revision, !version._prerelease.IsEmpty)
            : reading.NoVersion;
        if (word != 0) Volatile.Write(ref kept, word);
        return isVersion;
    }

    public static bool TryParse(ReadOnlySpan<char> text, out SemverVersion version)
    {
        version = default;
        if (text is ['v' or 'V', ..]) text = text[1..];
        var build = text.IndexOf('+');
        if (build >= 0)
        {
            if (!AreIdentifiers(text[(build + 1)..], numbersAreCanonical: false)) return false;
            text = text[..build];
        }

        var dash = text.IndexOf('-');
        var prerelease = dash < 0 ? [] : text[(dash + 1)..];
        if (dash >= 0 && !AreIdentifiers(prerelease, numbersAreCanonical: true)) return false;
        var core = dash < 0 ? text : text[..dash];

        if (!TakeNumber(ref core, last: false, out var major) || !TakeNumber(ref core, last: false, out var minor)) return false;
        var (isOfFour, revision) = (core.Contains('.'), 0UL);
        if (!TakeNumber(ref core, last: !isOfFour, out var patch)) return false;
        if (isOfFour && !TakeNumber(ref core, last: true, out revision)) return false;
        version = new(major, minor, patch, revision, prerelease);
        return true;
    }

    /// <summary>Semantic Versioning 2.0.0, section 11, with the fourth number before prereleases.</summary>
    public int CompareTo(SemverVersion other)
    {
        var order = _major.CompareTo(other._major);
        if (order == 0) order = _minor.CompareTo(other._minor);
        if (order == 0) order = _patch.CompareTo(other._patch);
        if (order == 0) order = _revision.CompareTo(other._revision);
        if (order != 0) return order;
        if (_prerelease.IsEmpty || other._prerelease.IsEmpty) return _prerelease.IsEmpty.CompareTo(other._prerelease.IsEmpty);
        return ComparePrerelease(_prerelease, other._prerelease);
    }

    /// <summary>The prerelease of a text that is known to have one.</summary>
    private static ReadOnlySpan<char> PrereleaseOf(ReadOnlySpan<char> version)
    {
        var rest = version[(version.IndexOf('-') + 1)..];
        var build = rest.IndexOf('+');
        return build < 0 ? rest : rest[..build];
    }

    private static int ComparePrerelease(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (true)
        {
            var order = CompareIdentifier(TakeIdentifier(ref left), TakeIdentifier(ref right));
            if (order != 0) return order;
            if (left.IsEmpty || right.IsEmpty) return right.IsEmpty.CompareTo(left.IsEmpty);
        }
    }

    private static int CompareIdentifier(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        bool leftIsNumber = !left.ContainsAnyExceptInRange('0', '9'), rightIsNumber = !right.ContainsAnyExceptInRange('0', '9');
        if (leftIsNumber != rightIsNumber) return leftIsNumber ? -1 : 1;

        // Numbers have no leading zeros, so the longer one is the larger, and equal lengths compare as text.
        return leftIsNumber && left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }

    private static ReadOnlySpan<char> TakeIdentifier(ref ReadOnlySpan<char> rest)
    {
        var dot = rest.IndexOf('.');
        var identifier = dot < 0 ? rest : rest[..dot];
        rest = dot < 0 ? [] : rest[(dot + 1)..];
        return identifier;
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> rest, bool last, out ulong number)
    {
        number = 0;
        var dot = rest.IndexOf('.');
        if (dot < 0 != last) return false;
        var digits = last ? rest : rest[..dot];
        rest = last ? [] : rest[(dot + 1)..];
        return (digits.Length == 1 || (digits.Length > 1 && digits[0] != '0'))
            && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool numbersAreCanonical)
    {
        if (text.IsEmpty || text[^1] == '.') return false;
        while (!text.IsEmpty)
        {
            var identifier = TakeIdentifier(ref text);
            if (identifier.IsEmpty) return false;
            foreach (var c in identifier)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            }

            if (numbersAreCanonical && identifier.Length > 1 && identifier[0] == '0' && !identifier.ContainsAnyExceptInRange('0', '9'))
                return false;
        }

        return true;
    }
}
