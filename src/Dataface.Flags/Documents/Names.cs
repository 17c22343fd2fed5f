using System.Globalization;
using System.Text;

namespace Dataface.Flags.Documents;

/// <summary>
/// What may be a name: the key of a flag, a variant, a segment, a layer, an environment, an experiment. The one home of the rule,
/// for documents and for whoever names something outside of them.
/// </summary>
internal static class Names
{
    public const int MaxLength = 128;

    /// <summary>What to write.</summary>
    public const string Rule = "Use up to 128 letters (a-z, A-Z), digits, '.', '_' and '-'; start with a letter or digit.";

    private const int MaxShown = 60;

    public static bool IsName(string? name) =>
        name?.Length is > 0 and <= MaxLength && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsPart);

    /// <summary>Environments are lower case.</summary>
    public static bool IsEnvironment(string? name) => IsName(name) && !name!.Any(char.IsAsciiLetterUpper);

    /// <summary>Why a text can be no flag's key, and what to write instead; null when it can be one.</summary>
    /// <param name="key">The text.</param>
    /// <param name="known">Keys that there are, for a hint.</param>
    public static string? ProblemOfKey(string? key, IEnumerable<string>? known = null) =>
        IsName(key) ? null : $"'{Visible(key)}' is not a valid flag key. {Hint(key, known, IsName)}";

    /// <summary>Why a text can be no environment's name, and what to write instead; null when it can be one.</summary>
    public static string? ProblemOfEnvironment(string? name) => IsEnvironment(name)
        ? null
        : $"'{Visible(name)}' is not a valid environment name. "
        + $"{Hint(name?.ToLowerInvariant(), [], IsEnvironment, " Environments are lower case.")}";

    /// <summary>Why a text can be no experiment's id, and what to write instead; null when it can be one.</summary>
    public static string? ProblemOfExperiment(string? id) =>
        IsName(id) ? null : $"'{Visible(id)}' is not a valid experiment id. {Hint(id, [], IsName)}";

    /// <summary>Text as a message can carry it: cut, and with escapes for what nobody would see.</summary>
    public static string Visible(string? text)
    {
        var shown = new StringBuilder();
        foreach (var c in text ?? "")
        {
            if (shown.Length >= MaxShown) return shown.Append("...").ToString();
            if (c == ' ' || !IsHidden(c)) shown.Append(c);
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return shown.ToString();
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';

    private static bool IsHidden(char c) =>
        char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static string Hint(string? text, IEnumerable<string>? known, Func<string?, bool> isGood, string more = "")
    {
        var near = text is null ? null : Spelling.Nearest(text, (known ?? []).Where(k => isGood(k))) ?? Inside(text);
        return near is not null && isGood(near) ? $"Did you mean '{near}'? {Rule}{more}" : Rule + more;
    }

    /// <summary>The text without what is no part of a name at its ends, such as a space or quotation marks.</summary>
    private static string Inside(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && !char.IsAsciiLetterOrDigit(text[start])) start++;
        while (end > start && !IsPart(text[end - 1])) end--;
        return text[start..end];
    }
}
