namespace Dataface.Flags.Documents.Reading;

/// <summary>Whether an environment's name sounds like production, such as <c>production-eu</c>, <c>prd-1</c> or <c>eu.live</c>.</summary>
internal static class ProductionNames
{
    private static readonly string[] Words = ["production", "produktion", "prod", "prd", "live"];

    /// <summary>What stands beside such a word where production is not meant.</summary>
    private static readonly string[] Others =
        ["non", "not", "no", "pre", "test", "testing", "staging", "stage", "stg", "dev", "development", "shadow", "like", "copy", "mirror",
            "sandbox", "local", "qa", "uat"];

    public static bool Sound(string environment, IReadOnlyList<string> known)
    {
        var parts = environment.Split(['-', '.', '_'], StringSplitOptions.RemoveEmptyEntries).Select(
            p => p.Trim("0123456789".ToCharArray())).ToList();
        return parts.Exists(part => IsProduction(part, known)) && !parts.Exists(Others.Contains);
    }

    private static bool IsProduction(string part, IReadOnlyList<string> known)
    {
        if (part.Length == 0 || part.StartsWith("non", StringComparison.Ordinal) || part.StartsWith("pre", StringComparison.Ordinal))
        {
            return false;
        }

        if (known.Contains(part) || Words.Contains(part)) return true;
        if (part.StartsWith("product", StringComparison.Ordinal)) return part.StartsWith("production", StringComparison.Ordinal);
        return part.StartsWith("prod", StringComparison.Ordinal) || part.EndsWith("prod", StringComparison.Ordinal)
            || part.EndsWith("production", StringComparison.Ordinal);
    }
}
