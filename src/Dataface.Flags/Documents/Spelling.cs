namespace Dataface.Flags.Documents;

/// <summary>Finds the name that somebody probably meant.</summary>
internal static class Spelling
{
    private const int MaxLength = 128;

    /// <summary>
    /// The nearest candidate by edit distance, or null when none is near: at most a third of the length, and at most 3 edits.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > MaxLength) return null;
        var limit = Math.Min(3, Math.Max(1, name.Length / 3));
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            if (candidate.Length > MaxLength || Math.Abs(candidate.Length - name.Length) > limit) continue;
            var distance = Distance(name, candidate);
            if (distance > limit) continue;
            nearest = candidate;
            limit = distance - 1;
            if (limit < 0) break;
        }

        return nearest;
    }

    /// <summary>
    /// How many characters are to be changed, added, left out or swapped with their neighbour; letter case ignored. (Optimal string
    /// alignment.)
    /// </summary>
    private static int Distance(string left, string right)
    {
        var (before, above, row) = (new int[right.Length + 1], new int[right.Length + 1], Enumerable.Range(0, right.Length + 1).ToArray());
        for (var i = 1; i <= left.Length; i++)
        {
            (before, above, row) = (above, row, before);
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = IsSame(left[i - 1], right[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && IsSame(left[i - 1], right[j - 2]) && IsSame(left[i - 2], right[j - 1]))
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
        }

        return row[right.Length];
    }

    private static bool IsSame(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
