using System.Runtime.CompilerServices;
using System.Text;

namespace Dataface.Flags.Documents.Reading;

/// <summary>The properties that an object of the format may have.</summary>
internal sealed class ObjectShape
{
    private readonly byte[][] _utf8Names;

    public ObjectShape(params string[] names)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length, FieldNodes.Capacity);
        Names = names;
        _utf8Names = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
    }

    public string[] Names { get; }

    public int IndexOf(JsonTree tree, int node)
    {
        for (var i = 0; i < _utf8Names.Length; i++)
        {
            if (tree.NameEquals(node, _utf8Names[i])) return i;
        }

        return tree[node].IsNameEscaped ? Array.IndexOf(Names, tree.NameOf(node)) : -1;
    }
}

/// <summary>The nodes of an object's properties, by the shape's order; 0 is absent, since node 0 is the root and no property.</summary>
[InlineArray(Capacity)]
internal struct FieldNodes
{
    public const int Capacity = 20;

    private int _first;
}

/// <summary>The properties of one object.</summary>
internal readonly struct Fields(int owner, ObjectShape shape, FieldNodes nodes)
{
    /// <summary>The object itself.</summary>
    public int Owner => owner;

    /// <summary>The node of a property, or 0 when it is absent.</summary>
    public int this[string name] => nodes[Array.IndexOf(shape.Names, name)];

    public bool Has(string name) => this[name] != 0;
}
