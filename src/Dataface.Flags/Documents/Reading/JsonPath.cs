using System.Globalization;
using System.Text;

namespace Dataface.Flags.Documents.Reading;

/// <summary>A path into a document: property names and array indexes, from the root.</summary>
internal sealed record JsonPath(JsonPath? Parent, string? Name, int Index)
{
    public static readonly JsonPath Root = new(null, null, -1);

    public JsonPath this[string name] => new(this, name, -1);

    public JsonPath this[int index] => new(this, null, index);

    /// <summary>The path of a node.</summary>
    public static JsonPath Of(JsonTree tree, int node)
    {
        if (node <= JsonTree.Root) return Root;
        var parent = Of(tree, tree[node].Parent);
        if (tree[node].NameStart >= 0) return parent[tree.NameOf(node)];
        var index = 0;
        for (var sibling = JsonTree.FirstChild(tree[node].Parent); sibling != node; sibling = tree[sibling].Next) index++;
        return parent[index];
    }

    /// <summary>The node at the path, or the nearest enclosing one that exists.</summary>
    public int Find(JsonTree tree)
    {
        if (Parent is null) return JsonTree.Root;
        var parent = Parent.Find(tree);
        var index = 0;
        for (var child = JsonTree.FirstChild(parent); child < tree[parent].Next; child = tree[child].Next)
        {
            if (Name is null ? index == Index : tree[child].NameStart >= 0 && tree.NameOf(child) == Name) return child;
            index++;
        }

        return parent;
    }

    /// <summary>Such as <c>$.flags.checkout.rules[0]</c>; names that are no plain words in brackets.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("$");
        Append(text);
        return text.ToString();
    }

    private void Append(StringBuilder text)
    {
        if (Parent is null) return;
        Parent.Append(text);
        if (Name is null) text.Append(CultureInfo.InvariantCulture, $"[{Index}]");
        else if (IsPlain(Name)) text.Append('.').Append(Name);
        else text.Append("['").Append(Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal))
            .Append("']");
    }

    private static bool IsPlain(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
