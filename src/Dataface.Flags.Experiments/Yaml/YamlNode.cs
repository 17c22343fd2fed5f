namespace Dataface.Flags.Experiments.Yaml;

/// <summary>What a YAML node is.</summary>
internal enum YamlKind
{
    /// <summary>Nothing after the colon, <c>~</c> or <c>null</c>.</summary>
    Blank,
    Scalar,
    List,
    Map,
}

/// <summary>A node of a YAML document and where it stands. The tree of these is all that readers see of YAML.</summary>
internal sealed record YamlNode
{
    public required YamlKind Kind { get; init; }

    public required YamlPlace Place { get; init; }

    /// <summary>The path from the document's root, such as <c>$.design.variants[0]</c>.</summary>
    public string Path => Place.Path;

    /// <summary>The line of the node, or of its name where it has one; from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The column of the node, or of its name where it has one; from 1, in UTF-16 code units.</summary>
    public required int Column { get; init; }

    /// <summary>The name under which a map has the node; empty elsewhere.</summary>
    public string Name => Place.Name;

    /// <summary>A scalar's text.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether a scalar has no quotation marks, so that it may mean a number or a truth value.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The elements of a list, or the values of a map in the document's order.</summary>
    public IReadOnlyList<YamlNode> Children { get; init; } = [];
}
