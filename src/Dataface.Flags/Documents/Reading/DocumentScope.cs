using System.Diagnostics.CodeAnalysis;

namespace Dataface.Flags.Documents.Reading;

/// <summary>What reading one document needs at every node: the tree, the list of problems and the rules.</summary>
internal sealed class DocumentScope(JsonTree tree, ProblemList problems, DocumentPolicy policy, DateOnly today)
{
    public JsonTree Tree => tree;

    public DocumentPolicy Policy => policy;

    public DateOnly Today => today;

    public void Error(string code, int node, string message, string remedy) => problems.Error(code, tree, node, message, remedy);

    public void Warning(string code, int node, string message, string remedy) => problems.Warning(code, tree, node, message, remedy);

    /// <summary>Whether a node is of a type; says so when it is not.</summary>
    public bool Is(int node, JsonNodeKind kind, string what)
    {
        if (tree.KindOf(node) == kind) return true;
        Error(ProblemCode.WrongType, node, $"{Subject(what)} is {NameOf(tree.KindOf(node))}, but must be {NameOf(kind)}.",
            $"Write {ExampleOf(kind)}.");
        return false;
    }

    /// <summary>The properties of an object; says which are unknown or given twice. False when the node is not an object.</summary>
    public bool TryOpen(int node, ObjectShape shape, string what, out Fields fields)
    {
        var nodes = default(FieldNodes);
        fields = new Fields(node, shape, nodes);
        if (!Is(node, JsonNodeKind.Object, what)) return false;
        for (var child = JsonTree.FirstChild(node); child < tree[node].Next; child = tree[child].Next)
        {
            var index = shape.IndexOf(tree, child);
            if (index < 0) UnknownProperty(child, shape.Names, what);
            else if (nodes[index] != 0) Duplicate(child);
            else nodes[index] = child;
        }

        fields = new Fields(node, shape, nodes);
        return true;
    }

    /// <summary>The properties of an object by name. Says so when the node is none.</summary>
    public NodeEntries Entries(int node, string what, bool anyName = false) =>
        new(this, node, what, anyName, Is(node, JsonNodeKind.Object, what));

    /// <summary>The elements of an array. Says so when the node is none.</summary>
    public NodeItems Items(int node, string what) => new(tree, node, Is(node, JsonNodeKind.Array, what));

    /// <summary>The text of a property that must be there and not blank.</summary>
    public string RequiredText(Fields fields, string name, string example)
    {
        var node = fields[name];
        if (node == 0) Missing(fields.Owner, name, $"\"{example}\"");
        if (node == 0 || !TryText(node, name, out var text)) return "";
        if (string.IsNullOrWhiteSpace(text))
            Error(ProblemCode.EmptyText, node, $"'{name}' is empty.", $"Write {name}, such as \"{example}\".");
        return text;
    }

    public bool TryRequire(Fields fields, string name, string example, out int node)
    {
        node = fields[name];
        if (node != 0) return true;
        Missing(fields.Owner, name, example);
        return false;
    }

    /// <summary>Says that an object lacks a property.</summary>
    public void Missing(int owner, string name, string example) =>
        Error(ProblemCode.MissingProperty, owner, $"'{name}' is missing.", $"Add \"{name}\": {example}.");

    public bool TryText(int node, string what, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!Is(node, JsonNodeKind.String, what)) return false;
        if (tree.TryGetText(node, out text)) return true;
        Error(ProblemCode.BrokenText, node, $"'{what}' holds half of a surrogate pair.",
            "Write the whole character, or its two \\u escapes.");
        return false;
    }

    public bool TryBoolean(int node, string what, out bool value)
    {
        value = tree.KindOf(node) == JsonNodeKind.True;
        return value || Is(node, JsonNodeKind.False, what);
    }

    /// <summary>A name that other parts of the document refer to.</summary>
    public bool TryName(int node, string what, [NotNullWhen(true)] out string? name) =>
        TryText(node, what, out name) && IsName(node, name, what);

    /// <summary>Whether text can be a name that other parts of the document refer to; says so when it cannot.</summary>
    public bool IsName(int node, string name, string what)
    {
        if (Names.IsName(name)) return true;
        Error(ProblemCode.InvalidName, node, $"'{Shown(name)}' is not a valid name ({what}).", Names.Rule);
        return false;
    }

    /// <summary>Text from a document, cut to a length that a message can carry.</summary>
    public static string Shown(string text) => text.Length <= 60 ? text : text[..57] + "...";

    private void UnknownProperty(int node, string[] known, string what)
    {
        var name = tree.NameOf(node);
        var remedy = ForeignWords.Remedy(what, name)
            ?? (Spelling.Nearest(name, known) is { } near ? $"Did you mean '{near}'?"
                : $"Remove it; there are {string.Join(", ", known)}.");
        Error(ProblemCode.UnknownProperty, node, $"{Subject(what)} has no property '{Shown(name)}'.", remedy);
    }

    /// <summary>Says that a property's name was there before.</summary>
    public void Duplicate(int node) =>
        Error(ProblemCode.DuplicateProperty, node, $"'{Shown(tree.NameOf(node))}' is given twice.", "Keep one of the two.");

    /// <summary>How a message begins: properties are quoted, "A rule" and the like are not.</summary>
    private static string Subject(string what) => char.IsAsciiLetterLower(what[0]) ? $"'{what}'" : what;

    private static string NameOf(JsonNodeKind kind) => kind switch
    {
        JsonNodeKind.Object => "an object",
        JsonNodeKind.Array => "an array",
        JsonNodeKind.String => "a string",
        JsonNodeKind.Number => "a number",
        JsonNodeKind.Null => "null",
        _ => "a boolean",
    };

    private static string ExampleOf(JsonNodeKind kind) => kind switch
    {
        JsonNodeKind.Object => "an object in braces, { ... }",
        JsonNodeKind.Array => "a list in brackets, [ ... ]",
        JsonNodeKind.String => "text in quotation marks",
        JsonNodeKind.Number => "a number without quotation marks",
        _ => "true or false",
    };
}
