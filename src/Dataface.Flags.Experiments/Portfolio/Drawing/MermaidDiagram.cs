using System.Text;

namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>The map in Mermaid's notation, which GitHub and GitLab draw in Markdown.</summary>
internal static class MermaidDiagram
{
    public static string Write(Diagram diagram)
    {
        var text = new StringBuilder("flowchart LR\n");
        var names = diagram.Nodes.Select((node, index) => (node.Id, Name: $"n{index}"))
            .ToDictionary(pair => pair.Id, pair => pair.Name, StringComparer.Ordinal);
        foreach (var node in diagram.Nodes)
        {
            var label = $"\"{Escape(node.Title)}<br/>{Escape(node.Note)}\"";
            text.Append("  ").Append(names[node.Id]).Append(node.Kind == NodeKind.Bet ? $"([{label}])" : $"[{label}]").Append(":::")
                .Append(Palette.Of(node.Kind).Name).Append('\n');
        }

        foreach (var edge in diagram.Edges.Where(e => names.ContainsKey(e.From)))
        {
            text.Append("  ").Append(names[edge.From]).Append(edge.IsCritical ? " ==> " : " --> ").Append(names[edge.To]).Append('\n');
        }

        foreach (var box in Palette.Boxes)
        {
            var dash = box.Kind == NodeKind.Speculative ? ",stroke-dasharray:4 3" : "";
            text.Append("  classDef ").Append(box.Name).Append(" fill:").Append(box.Light.Fill).Append(",stroke:").Append(box.Light.Border)
                .Append(",color:").Append(Palette.Light.Text).Append(dash).Append('\n');
        }

        return text.ToString();
    }

    private static string Escape(string text) =>
        text.Replace("#", "#35;", StringComparison.Ordinal).Replace("\"", "#quot;", StringComparison.Ordinal)
        .Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
