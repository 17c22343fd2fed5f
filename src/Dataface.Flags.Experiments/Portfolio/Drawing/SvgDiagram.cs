using System.Globalization;
using System.Security;
using System.Text;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>
/// The map as one SVG image that needs nothing else: no script, no font, no file. Its attributes are the light look; its style sheet holds
/// the dark one only, so that it stays readable where a policy forbids styles.
/// </summary>
internal static class SvgDiagram
{
    private const double FontSize = 12;
    private const double TextIndent = 9;
    private const double Baseline = 12;
    private const double LegendHeight = 30;
    private const double LegendMargin = 16;
    private const double LegendStep = 112;

    public static string Write(Diagram diagram)
    {
        var layout = new DiagramLayout(diagram, LegendHeight);
        var (width, height) = (Math.Max(layout.Width, (2 * LegendMargin) + (LegendStep * (Palette.Boxes.Length + 1))), layout.Height);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"map-title\" viewBox=\"0 0 {width:0} {height:0}\" ")
            .Append(CultureInfo.InvariantCulture,
                $"width=\"{width:0}\" height=\"{height:0}\" font-family=\"system-ui, sans-serif\" ")
            .Append(CultureInfo.InvariantCulture, $"font-size=\"{FontSize}\" fill=\"{Palette.Light.Text}\">\n")
            .Append("<title id=\"map-title\">What waits for what: prerequisites on the left, bets on the right</title>\n")
            .Append("<style>@media (prefers-color-scheme: dark) { ").Append(DarkStyle()).Append(" }</style>\n")
            .Append(CultureInfo.InvariantCulture,
                $"<rect class=\"page\" width=\"{width:0}\" height=\"{height:0}\" fill=\"{Palette.Light.Page}\"/>\n");
        WriteLegend(text);
        foreach (var route in layout.Routes.OrderBy(r => r.Edge.IsCritical)) WriteRoute(text, route);
        foreach (var node in diagram.Nodes) WriteBox(text, node, layout.Boxes[node.Id]);
        return text.Append("</svg>\n").ToString();
    }

    private static string DarkStyle()
    {
        var ink = Palette.Dark;
        var rules = Palette.Boxes.Select(box => $".{box.Name} {{ fill: {box.Dark.Fill}; stroke: {box.Dark.Border} }}");
        return string.Join(' ', rules.Prepend(
            $"text {{ fill: {ink.Text} }} .page {{ fill: {ink.Page} }} .arrow {{ "
            + $"stroke: {ink.Arrow} }} .critical {{ stroke: {ink.Critical} }}"));
    }

    private static void WriteRoute(StringBuilder text, DiagramLayout.Route route)
    {
        var path = new StringBuilder();
        for (var i = 1; i < route.Cells.Count; i++)
        {
            var (from, to) = (route.Cells[i - 1], route.Cells[i]);
            var (x1, x2) = (from.Left + DiagramLayout.BoxWidth, to.Left);
            var bend = (x1 + x2) / 2;
            path.Append(CultureInfo.InvariantCulture,
                $"{(i == 1 ? "M" : "L")}{x1:0.#} {from.Middle:0.#} C{bend:0.#} {from.Middle:0.#} {bend:0.#} {to.Middle:0.#} {x2:0.#} "
                    + $"{to.Middle:0.#} ");
        }

        text.Append(CultureInfo.InvariantCulture, $"<path d=\"{path.ToString().TrimEnd()}\" fill=\"none\" {Line(route.Edge.IsCritical)}>")
            .Append(CultureInfo.InvariantCulture, $"<title>{Escape(route.Edge.From)} → {Escape(route.Edge.To)}</title></path>\n");
    }

    private static void WriteBox(StringBuilder text, DiagramNode node, DiagramLayout.Cell cell)
    {
        text.Append(CultureInfo.InvariantCulture, $"<g><title>{Escape(node.Id)}: {Escape(node.Title)}</title>")
            .Append(Box(node.Kind, cell.Left, cell.Top, DiagramLayout.BoxWidth, cell.Height));
        foreach (var (index, line) in cell.Lines.Append(node.Note).Index())
        {
            var style = index == cell.Lines.Count ? " font-size=\"11\" opacity=\"0.85\"" : "";
            var y = cell.Top + DiagramLayout.BoxPadding + (index * DiagramLayout.LineHeight) + Baseline;
            text.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{cell.Left + TextIndent:0.#}\" y=\"{y:0.#}\"{style}>{Escape(line)}</text>");
        }

        text.Append("</g>\n");
    }

    private static void WriteLegend(StringBuilder text)
    {
        foreach (var (index, box) in Palette.Boxes.Index())
        {
            var left = LegendMargin + (index * LegendStep);
            text.Append(Box(box.Kind, left, LegendMargin, 22, 14))
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{left + 29:0}\" y=\"{LegendMargin + 11:0.#}\">{box.Name}</text>");
        }

        var line = LegendMargin + (Palette.Boxes.Length * LegendStep);
        text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{line:0} {LegendMargin + 7:0.#} h22\" {Line(isCritical: true)}/>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{line + 29:0}\" y=\"{LegendMargin + 11:0.#}\">critical path</text>\n");
    }

    private static string Box(NodeKind kind, double left, double top, double width, double height)
    {
        var look = Palette.Of(kind);
        var shape = kind switch
        {
            NodeKind.Bet => "rx=\"10\"",
            NodeKind.Speculative => "rx=\"3\" stroke-dasharray=\"5 3\"",
            _ =>
            "rx=\"3\""
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<rect class=\"{look.Name}\" x=\"{left:0.#}\" y=\"{top:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" {shape} ")
            + $"fill=\"{look.Light.Fill}\" stroke=\"{look.Light.Border}\" stroke-width=\"1.5\"/>";
    }

    private static string Line(bool isCritical) => isCritical
        ? $"class=\"critical\" stroke=\"{Palette.Light.Critical}\" stroke-width=\"2.5\""
        : $"class=\"arrow\" stroke=\"{Palette.Light.Arrow}\" stroke-width=\"1.2\"";

    private static string Escape(string text) => SecurityElement.Escape(YamlText.Line(text));
}
