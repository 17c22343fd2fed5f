namespace Dataface.Flags.Experiments.Readouts.Files;

/// <summary>
/// Names of columns, however they are spelt: <c>sum_of_squares</c>, <c>Sum Of Squares</c> and <c>sumOfSquares</c> are one. Pure.
/// </summary>
internal static class ColumnName
{
    /// <summary>The known name that is spelt in another way; the name itself where there is none.</summary>
    public static string Known(string name, IReadOnlyList<string> known)
    {
        var normal = Normal(name);
        return known.FirstOrDefault(k => Normal(k) == normal) ?? name;
    }

    /// <summary>What all spellings have in common.</summary>
    public static string Normal(string name) =>
        string.Concat(name.Where(c => c is not ('_' or '-' or ' ' or '\u00a0')).Select(char.ToLowerInvariant));

    /// <summary>Whether it is the number of the row, which pandas writes as a column without a name.</summary>
    public static bool IsIndex(string name) => name.Length == 0 || name.StartsWith("Unnamed:", StringComparison.OrdinalIgnoreCase);

    /// <summary>What to do about it.</summary>
    public const string IndexRemedy = "Leave it out: to_csv(..., index=False) in pandas.";
}
