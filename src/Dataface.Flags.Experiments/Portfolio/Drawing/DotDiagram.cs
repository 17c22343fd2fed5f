using System.Text;

namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>The map in Graphviz's notation.</summary>
internal static class DotDiagram
{
    public static string Write(Diagram diagram)
    {
        var text = new StringBuilder("digraph portfolio {\n  rankdir=LR;\n  node [shape=box, style=filled, fontname=\"sans-serif\"];\n");
        foreach (var node in diagram.Nodes)
        {
            var colours = Palette.Of(node.Kind).Light;
            var style = node.Kind switch
            {
                NodeKind.Bet => "\"filled,rounded\"",
                NodeKind.Speculative => "\"filled,dashed\"",
                _ =>
                "filled"
            };
            text.Append("  ").Append(Quote(node.Id)).Append(" [label=").Append(Quote($"{node.Title}\n{node.Note}"))
                .Append(", fillcolor=\"").Append(colours.Fill).Append("\", color=\"").Append(colours.Border).Append("\", style=")
                .Append(style)
                .Append("];\n");
        }

        foreach (var edge in diagram.Edges)
        {
            text.Append("  ").Append(Quote(edge.From)).Append(" -> ").Append(Quote(edge.To)).Append(edge.IsCritical ? " [penwidth=3]" : "")
                .Append(";\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")}\"";
}
