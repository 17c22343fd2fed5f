using System.Globalization;
using System.Text;
using Dataface.Flags.Analyzers.Json;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>Writes JSON on one line, in ASCII: two spellings of the same value become one.</summary>
internal static class Canonical
{
    public static string Write(PlacedNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(PlacedNode node, StringBuilder text)
    {
        switch (node.Kind)
        {
            case JsonKind.Object:
                Write('{', '}', node.Properties.OrderBy(p => p.Name, StringComparer.Ordinal), text,
                property =>
                {
                    Quote(property.Name, text);
                    text.Append(':');
                    Write(property.Value, text);
                });
                break;
            case JsonKind.List:
                Write('[', ']', node.Items, text, item => Write(item, text));
                break;
            case JsonKind.Text:
                Quote(node.Text, text);
                break;
            case JsonKind.Null:
                text.Append("null");
                break;
            default:
                text.Append(node.Text);
                break;
        }
    }

    private static void Write<T>(char open, char close, IEnumerable<T> items, StringBuilder text, Action<T> write)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            write(item);
        }

        text.Append(close);
    }

    private static void Quote(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') text.Append(c);
            else text.AppendFormat(CultureInfo.InvariantCulture, "\\u{0:x4}", (int)c);
        }

        text.Append('"');
    }
}
