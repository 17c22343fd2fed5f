using System.Globalization;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// Numbers as warehouses, pandas and spreadsheets write them: read, or refused with the words that say what to write instead. Pure
/// functions.
/// </summary>
internal static class WrittenNumber
{
    private static readonly string[] Nothing = ["", "nan", "na", "n/a", "#n/a", "null", "none", "<na>", "nat", "\\n", "nil"];

    /// <summary>Whether it stands for no value at all.</summary>
    public static bool IsNothing(ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim();
        foreach (var word in Nothing)
        {
            if (trimmed.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>A finite number with a decimal point; null for anything else.</summary>
    public static double? Find(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A whole number, also one with zeros behind its point, as a spreadsheet writes it; null for anything else.</summary>
    public static long? FindWhole(ReadOnlySpan<char> text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
        return Find(text) is { } number && number == Math.Floor(number) && Math.Abs(number) <= 1L << 53 ? (long)number : null;
    }

    /// <summary>Why it is none, and what to write.</summary>
    /// <param name="text">What stands there, which is no number.</param>
    /// <param name="example">A number such as is wanted.</param>
    public static string Hint(string text, string example)
    {
        var trimmed = text.Trim();
        if (IsNothing(trimmed)) return "there is no value; write 0 where nothing happened, or leave the row out";
        if (trimmed.EndsWith('%') && Find(trimmed.AsSpan(0, trimmed.Length - 1).Trim()) is { } percent)
        {
            return $"write the fraction: {Text(percent / 100)}";
        }

        if (IsAmbiguous(trimmed))
        {
            return $"write no thousands separators, and a decimal point: {trimmed.Replace(",", "", StringComparison.Ordinal)}, or "
                + trimmed.Replace(',', '.');
        }

        if (Find(Ungrouped(trimmed)) is { } grouped) return $"write no thousands separators, and a decimal point: {Text(grouped)}";
        return trimmed.Contains("inf", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith('#')
            ? $"it was calculated from nothing, such as a division by 0; write a number such as {example}"
            : $"write a number such as {example}, without unit or currency";
    }

    /// <summary>What to write instead of what is no whole number.</summary>
    public static string WholeHint(string text) => FindWhole(Ungrouped(text.Trim())) is >= 0 and var whole
        ? FormattableString.Invariant($"write no thousands separators: {whole}") : "write a whole number of 0 or more";

    /// <summary>Whether a comma before the last three digits may part thousands as well as the whole from its parts.</summary>
    private static bool IsAmbiguous(ReadOnlySpan<char> text)
    {
        text = text is ['-' or '+', ..] ? text[1..] : text;
        if (text.IndexOf(',') is not (>= 1 and <= 3 and var place) || text[0] == '0' || text.Length != place + 4) return false;
        return !text[..place].ContainsAnyExceptInRange('0', '9') && !text[(place + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>A decimal comma as a decimal point; null where it is none, or may be one of thousands.</summary>
    public static string? WithPoint(ReadOnlySpan<char> text)
    {
        var place = text.IndexOf(',');
        if (place < 0 || text[(place + 1)..].Contains(',') || text.Contains('.') || IsAmbiguous(text)) return null;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && c is not (',' or '-' or '+' or 'e' or 'E')) return null;
        }

        return text.ToString().Replace(',', '.');
    }

    /// <summary>
    /// Without separators of thousands; the last of point and comma divides whole from parts, unless it stands more than once.
    /// </summary>
    private static string Ungrouped(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('\'' or '’')));
        var (comma, point) = (plain.LastIndexOf(','), plain.LastIndexOf('.'));
        var parts = Math.Max(comma, point);
        if (parts < 0) return plain;
        var isSingle = plain.Count(c => c == plain[parts]) == 1;
        var isGroup = !isSingle || (Math.Min(comma, point) < 0 && plain[parts] == ',' && plain.Length - parts == 4);
        var digits = string.Concat(plain.Where((c, i) => c is not (',' or '.') || (i == parts && !isGroup)));
        return digits.Replace(',', '.');
    }

    private static string Text(double number) => number.ToString("0.############", CultureInfo.InvariantCulture);
}
