using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dataface.Flags.Experiments.Yaml;

/// <summary>Makes located nodes of a parser's events.</summary>
internal sealed class YamlTreeBuilder(IParser parser, YamlProblems problems)
{
    /// <summary>Deeper than any document needs, flatter than any stack minds.</summary>
    public const int MaxDepth = 32;

    /// <summary>Longer than any name that a document may have.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Where a node stands, and its name's place where it has a name.</summary>
    private readonly record struct Place(YamlPlace Node, Mark? Mark);

    public YamlNode? Build()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _)) return Blank(new(YamlPlace.Root, null), new Mark(0, 1, 1));
        parser.Consume<DocumentStart>();
        if (!TryNode(new(YamlPlace.Root, null), 1, out var root)) return null;
        parser.Consume<DocumentEnd>();
        if (!parser.Accept<DocumentStart>(out var next)) return root;
        problems.FormAt(
            YamlCode.SeveralDocuments, (int)next.Start.Line, (int)next.Start.Column, "A second document begins here.",
            "Put each document into a separate file.");
        return null;
    }

    /// <summary>False when the rest of the document cannot be read; said why.</summary>
    private bool TryNode(Place place, int depth, [NotNullWhen(true)] out YamlNode? node)
    {
        node = null;
        var current = parser.Consume<ParsingEvent>();
        if (current is AnchorAlias) return Refuse(YamlCode.Anchor, current, "An alias repeats what another place says.", "Write it out.");
        if (current is NodeEvent { Anchor.IsEmpty: false })
            return Refuse(YamlCode.Anchor, current, "An anchor names a part for repetition.", "Write it out where it is needed.");
        if (current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
            return Refuse(YamlCode.Tag, current, "A tag gives the value another type.", "Take the tag out.");
        if (depth > MaxDepth) return Refuse(YamlCode.TooDeep, current, $"The document nests deeper than {MaxDepth} levels.", "Flatten it.");
        switch (current)
        {
            case Scalar scalar:
                node = Leaf(scalar, place);
                return true;
            case SequenceStart:
                return TryList(current, place, depth, out node);
            default:
                return TryMap(current, place, depth, out node);
        }
    }

    private bool TryList(ParsingEvent start, Place place, int depth, [NotNullWhen(true)] out YamlNode? node)
    {
        node = null;
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (!TryNode(new(place.Node.At(items.Count), null), depth + 1, out var item)) return false;
            items.Add(item);
        }

        node = New(YamlKind.List, place, start.Start) with { Children = items };
        return true;
    }

    private bool TryMap(ParsingEvent start, Place place, int depth, [NotNullWhen(true)] out YamlNode? node)
    {
        node = null;
        var values = new List<YamlNode>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.Accept<Scalar>(out var name))
                return Refuse(YamlCode.NotYaml, parser.Current!, "A key is not plain text.", "Write a name before the colon.");
            if (name.Value.Length > MaxNameLength)
            {
                return Refuse(YamlCode.InvalidName, name, $"A key is longer than {MaxNameLength} characters.", "Shorten it.");
            }

            if (!TryNode(place with { Mark = null }, depth
                + 1, out _)) return false; // The name itself, so that its anchor or tag is refused too.
            if (!TryNode(new(place.Node.Under(name.Value), name.Start), depth + 1, out var value)) return false;
            if (names.Add(name.Value)) values.Add(value);
            else problems.Form(YamlCode.DuplicateKey, value, $"'{YamlText.Shown(name.Value)}' is given twice.", "Keep one of the two.");
        }

        node = New(YamlKind.Map, place, start.Start) with { Children = values };
        return true;
    }

    private static YamlNode Leaf(Scalar scalar, Place place)
    {
        var isPlain = scalar.Style == ScalarStyle.Plain;
        return isPlain && scalar.Value is "" or "~" or "null"
            ? Blank(place, scalar.Start)
            : New(YamlKind.Scalar, place, scalar.Start) with { Text = scalar.Value, IsPlain = isPlain };
    }

    private static YamlNode Blank(Place place, Mark start) => New(YamlKind.Blank, place, start);

    private static YamlNode New(YamlKind kind, Place place, Mark start)
    {
        var at = place.Mark ?? start;
        return new() { Kind = kind, Place = place.Node, Line = (int)at.Line, Column = (int)at.Column };
    }

    private bool Refuse(string digits, ParsingEvent at, string message, string remedy)
    {
        problems.FormAt(digits, (int)at.Start.Line, (int)at.Start.Column, message, remedy);
        return false;
    }
}
