namespace Dataface.Flags.Analyzers.Documents;

/// <summary>The plain part of YAML that experiments are written in: maps by indent or in braces, lists in brackets, plain and quoted
/// scalars.</summary>
internal static class PlainYaml
{
    /// <summary>The entries of a map whose lines stand at an indent, with their values as they are written.</summary>
    public static IReadOnlyDictionary<string, string> Map(IEnumerable<string> lines, int indent)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Where(l => Indent(l) == indent))
        {
            if (Entry(line.Trim()) is var (name, value) && !map.ContainsKey(name)) map.Add(name, value);
        }

        return map;
    }

    /// <summary>The entries of a map that a top entry holds, by indent or in braces.</summary>
    public static IReadOnlyDictionary<string, string> Child(IReadOnlyList<string> lines, string name)
    {
        var start = lines.TakeWhile(l => Indent(l) != 0 || Entry(l.Trim())?.Name != name).Count();
        if (start == lines.Count) return new Dictionary<string, string>();
        var below = lines.Skip(start + 1).TakeWhile(l => Indent(l) != 0).Where(l => Indent(l) > 0).ToList();
        var value = Entry(lines[start].Trim())!.Value.Value;
        if (Comment(value).Length == 0) return below.Count == 0 ? new Dictionary<string, string>() : Map(below, Indent(below[0]));
        var text = Comment(value);
        for (var i = start + 1; i < lines.Count && Depth(text) > 0; i++) text += " " + Comment(lines[i]);
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Parts(text, '{', '}'))
        {
            if (Entry(part.Trim()) is var (key, entry) && !map.ContainsKey(key)) map.Add(key, entry);
        }

        return map;
    }

    /// <summary>The elements of a list in brackets; none for anything else.</summary>
    public static IEnumerable<string> List(string? value) => value is null ? [] : Parts(Comment(value), '[', ']').Select(Scalar);

    /// <summary>A scalar without quotation marks and comment.</summary>
    public static string Scalar(string value)
    {
        var text = Comment(value);
        if (text.Length < 2 || text[0] is not ('"' or '\'') || text[text.Length - 1] != text[0]) return text;
        return text.Substring(1, text.Length - 2);
    }

    /// <summary>The column at which a line begins; -1 for one that is empty or only a comment.</summary>
    private static int Indent(string line)
    {
        var rest = line.TrimStart(' ');
        return rest.Length == 0 || rest[0] is '#' or '\r' or '\n' ? -1 : line.Length - rest.Length;
    }

    private static (string Name, string Value)? Entry(string line)
    {
        var end = Unquoted(line, 0, ':');
        if (end < 0 || (end + 1 < line.Length && line[end + 1] != ' ')) return null;
        return (Scalar(line.Substring(0, end).Trim()), line.Substring(end + 1).Trim());
    }

    private static string Comment(string value)
    {
        for (var at = Unquoted(value, 0, '#'); at >= 0; at = Unquoted(value, at + 1, '#'))
        {
            if (at == 0 || value[at - 1] == ' ') return value.Substring(0, at).Trim();
        }

        return value.Trim();
    }

    private static List<string> Parts(string value, char open, char close)
    {
        var parts = new List<string>();
        if (value.Length < 2 || value[0] != open || value[value.Length - 1] != close) return parts;
        var inner = value.Substring(1, value.Length - 2);
        var start = 0;
        for (var at = Unquoted(inner, 0, ','); at >= 0; at = Unquoted(inner, at + 1, ','))
        {
            parts.Add(inner.Substring(start, at - start));
            start = at + 1;
        }

        if (inner.Substring(start).Trim().Length > 0) parts.Add(inner.Substring(start));
        return parts;
    }

    /// <summary>How many brackets a text leaves open.</summary>
    private static int Depth(string text) => text.Count(c => c is '{' or '[') - text.Count(c => c is '}' or ']');

    /// <summary>The next place of a character outside quotation marks and inner brackets, or -1.</summary>
    private static int Unquoted(string text, int from, char wanted)
    {
        var (depth, quote) = (0, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'' && (i == 0 || text[i - 1] is ' ' or '[' or '{' or ',')) quote = c;
            else if (c == wanted && depth == 0 && i >= from) return i;
            else if (c is '[' or '{') depth++;
            else if (c is ']' or '}') depth--;
        }

        return -1;
    }
}
