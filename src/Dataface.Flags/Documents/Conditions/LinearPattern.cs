using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>Regular expressions that take time linear in the text, whatever the pattern, and bounded memory.</summary>
internal static class LinearPattern
{
    /// <summary>Longer patterns are lists; <c>in</c> is made for those.</summary>
    public const int MaxLength = 1_000;

    /// <summary>The pattern's size with its counts written out: the engine's memory grows with it.</summary>
    public const int MaxExpandedSize = 10_000;

    /// <summary>Compiles a pattern that <see cref="Refusal"/> has nothing against.</summary>
    public static TextPattern Compile(string pattern) => new(pattern);

    /// <summary>Why a pattern cannot be used, or null when it can.</summary>
    public static string? Refusal(string pattern)
    {
        if (pattern.Length is 0 or > MaxLength) return $"it has {pattern.Length} characters, and 1 to {MaxLength} are allowed.";
        if (ExpandedSize(pattern) > MaxExpandedSize) return $"with its counts written out it has more than {MaxExpandedSize} parts.";
        try
        {
            Compile(pattern);
            return null;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return error.Message;
        }
    }

    /// <summary>An upper bound of the number of atoms after every <c>{n,m}</c> is written out.</summary>
    private static long ExpandedSize(string pattern)
    {
        var open = new Stack<long>();
        var size = 0L;
        var last = 0L;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    goto default;
                case '[':
                    i = EndOfClass(pattern, i);
                    goto default;
                case '(':
                    open.Push(size);
                    (size, last) = (0, 0);
                    break;
                case ')' when open.Count > 0:
                    last = size;
                    size += open.Pop();
                    break;
                case '{' when Count(pattern, i) is { } count:
                    // An atom that is counted twice over, as in a{9}{9}, multiplies.
                    var grown = Math.Min(last * Math.Max(1, count), int.MaxValue);
                    size = Math.Min(size - last + grown, int.MaxValue);
                    last = grown;
                    break;
                case '*' or '+' or '?' or '|' or '}':
                    break;
                default:
                    size++;
                    last = 1;
                    break;
            }
        }

        foreach (var outer in open) size += outer;
        return size;
    }

    private static int EndOfClass(string pattern, int start)
    {
        for (var i = start + 1; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == ']' && i > start + 1) return i;
        }

        return pattern.Length;
    }

    /// <summary>The larger bound of a count that begins here, or null when it is a plain brace.</summary>
    private static int? Count(string pattern, int start)
    {
        var end = pattern.IndexOf('}', start);
        if (end < 0) return null;
        var bounds = pattern[(start + 1)..end].Split(',');
        var largest = 0;
        foreach (var bound in bounds)
        {
            if (bound.Length == 0) continue;
            if (!bound.All(char.IsAsciiDigit)) return null;
            largest = Math.Max(largest, int.TryParse(bound, out var value) ? value : int.MaxValue);
        }

        return largest;
    }
}
