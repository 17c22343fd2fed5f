using System.Globalization;
using Dataface.Flags.Analyzers.Json;
using Dataface.Flags.Analyzers.Values;
using Dataface.Flags.Documents;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>Reads the parts of one document, and collects what is wrong.</summary>
internal sealed class ModelScope(string path, SourceText text)
{
    private readonly List<ModelProblem> _problems = [];

    public int Count => _problems.Count;

    public EquatableArray<ModelProblem> Problems => new([.. _problems]);

    public TextPlace At(TextSpan span) => TextPlace.Of(path, text, span);

    public void Problem(TextSpan span, string message) => _problems.Add(new(At(span), message));

    /// <summary>Whether a value is an object; says so when it is not, and which of its properties are unknown or given twice.</summary>
    public bool IsObject(PlacedNode node, string what, params string[] known)
    {
        if (node.Kind != JsonKind.Object) Problem(node.Span, $"{what} must be an object in braces, {{ ... }}.");
        if (node.Kind != JsonKind.Object) return false;
        foreach (var property in Unique(node).Where(p => !known.Contains(p.Name)))
        {
            var near = Spelling.Nearest(property.Name, known);
            Problem(property.NameSpan,
                $"{what} has no property '{Shown(property.Name)}'. {(near is null ? $"Remove it; there are {string.Join(", ",
                    known)}." : $"Did you mean '{near}'?")}");
        }

        return true;
    }

    /// <summary>The properties of an object whose names can be names; says which cannot, and which are given twice.</summary>
    public IEnumerable<JsonProperty> Named(PlacedNode node, string what)
    {
        if (node.Kind != JsonKind.Object) Problem(node.Span, $"'{what}' must be an object in braces, {{ ... }}.");
        foreach (var property in Unique(node))
        {
            if (ModelNames.IsName(property.Name)) yield return property;
            else Problem(property.NameSpan, $"'{Shown(property.Name)}' is not a valid name ({what}). {ModelNames.Rule}");
        }
    }

    /// <summary>A text of a property that may be left out; null when it is, or is no text.</summary>
    public string? Text(PlacedNode node, string name)
    {
        if (node[name]?.Value is not { } value) return null;
        if (value.Kind != JsonKind.Text) Problem(value.Span, $"'{name}' must be text in quotation marks.");
        else if (!IsWhole(value.Text)) Problem(value.Span, $"'{name}' holds half of a surrogate pair; write the whole character.");
        else return value.Text;
        return null;
    }

    /// <summary>A text that must be there and not blank.</summary>
    public string RequiredText(PlacedNode node, TextSpan owner, string name, string example)
    {
        if (node[name] is null) Problem(owner, $"'{name}' is missing. Add \"{name}\": \"{example}\".");
        var value = Text(node, name);
        if (value is not null && string.IsNullOrWhiteSpace(value)) Problem(node[name]!.Value.Span,
            $"'{name}' is empty. Write {name}, such as \"{example}\".");
        return value ?? "";
    }

    /// <summary>A day that must be there.</summary>
    /// <param name="node">What has it.</param>
    /// <param name="owner">Where that stands.</param>
    /// <param name="name">The property.</param>
    /// <param name="example">A day that would do, for whoever left it out or misspelt it.</param>
    public DateTime? RequiredDay(PlacedNode node, TextSpan owner, string name, DateTime example)
    {
        if (node[name] is null) Problem(owner, $"'{name}' is missing. Add \"{name}\": \"{Day.Write(example)}\".");
        if (Text(node, name) is not { } day) return null;
        if (Day.TryParse(day, out var value)) return value;
        Problem(node[name]!.Value.Span,
            $"'{name}' is \"{Shown(day)}\", which is not a valid date. Write year, month and day, such as \"{Day.Write(example)}\".");
        return null;
    }

    /// <summary>Whether text has both halves of every surrogate pair.</summary>
    public static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }

        return true;
    }

    /// <summary>Text as a message can carry it: cut, and with escapes for what nobody would see.</summary>
    public static string Shown(string text)
    {
        var shown = string.Concat(text.Take(60).Select(c => c == ' ' || !IsHidden(c) ? c.ToString() : $"\\u{(int)c:x4}"));
        return text.Length > 60 ? shown + "..." : shown;
    }

    private static bool IsHidden(char c) =>
        char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private IEnumerable<JsonProperty> Unique(PlacedNode node)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in node.Properties)
        {
            if (seen.Add(property.Name)) yield return property;
            else Problem(property.NameSpan, $"'{Shown(property.Name)}' is given twice. Keep one of the two.");
        }
    }
}
