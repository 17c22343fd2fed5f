using System.Globalization;
using System.Security;
using System.Text;

namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>The map as one SVG image that needs nothing else: no script, no font, no style sheet.</summary>
internal static class SvgDiagram
{
    private const int MostCharacters = 34;
    private const double LegendHeight = 34;
    private const double LegendStep = 130;

    public static string Write(Diagram diagram)
    {
        var layout = new DiagramLayout(diagram);
        var (width, height) = (Math.Max(layout.Width, LegendStep * (Palette.Kinds.Length + 1)), layout.Height + LegendHeight);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"map-title\" viewBox=\"0 0 {width:0} {height:0}\" ")
            .Append(CultureInfo.InvariantCulture,
                $"width=\"{width:0}\" height=\"{height:0}\" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"{Palette.Text}\">\n")
            .Append("<title id=\"map-title\">What waits for what: prerequisites on the left, bets on the right</title>\n")
            .Append(CultureInfo.InvariantCulture, $"<rect width=\"{width:0}\" height=\"{height:0}\" fill=\"#ffffff\"/>\n");
        foreach (var route in layout.Routes.OrderBy(r => r.Edge.IsCritical)) WriteRoute(text, route);
        foreach (var node in diagram.Nodes) WriteBox(text, node, layout.Boxes[node.Id]);
        WriteLegend(text, layout.Height);
        return text.Append("</svg>\n").ToString();
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
                $"{(i == 1 ? "M" : "L")}{x1:0.#} {from.Middle:0.#} C{bend:0.#} {from.Middle:0.#} {bend:0.#} {to.Middle:0.#} {x2:0.#} {to.Middle:0.#} ");
        }

        var (colour, stroke) = route.Edge.IsCritical ? ("#cf222e", "2.5") : ("#8c959f", "1.2");
        text.Append(CultureInfo.InvariantCulture,
            $"<path d=\"{path.ToString().TrimEnd()}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{stroke}\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{Escape(route.Edge.From)} → {Escape(route.Edge.To)}</title></path>\n");
    }

    private static void WriteBox(StringBuilder text, DiagramNode node, DiagramLayout.Cell cell)
    {
        text.Append(CultureInfo.InvariantCulture, $"<g><title>{Escape(node.Id)}: {Escape(node.Title)}</title>")
            .Append(Box(node.Kind, cell.Left, cell.Top, DiagramLayout.BoxWidth, cell.Height))
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{cell.Left + 10:0.#}\" y=\"{cell.Top + 19:0.#}\">{Escape(Cut(node.Title))}</text>")
            .Append(CultureInfo.InvariantCulture,
                $"<text x=\"{cell.Left + 10:0.#}\" y=\"{cell.Top + 37:0.#}\" font-size=\"12\">{Escape(node.Note)}</text></g>\n");
    }

    private static void WriteLegend(StringBuilder text, double top)
    {
        foreach (var (index, (kind, name, _, _)) in Palette.Kinds.Index())
        {
            var left = 20 + (index * LegendStep);
            text.Append(Box(kind, left, top, 22, 16))
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{left + 30:0}\" y=\"{top + 13:0.#}\">{name}</text>");
        }

        var line = 20 + (Palette.Kinds.Length * LegendStep);
        text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{line:0} {top + 8:0.#} h22\" stroke=\"#cf222e\" stroke-width=\"2.5\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{line + 30:0}\" y=\"{top + 13:0.#}\">critical</text>\n");
    }

    private static string Box(NodeKind kind, double left, double top, double width, double height)
    {
        var (_, _, fill, border) = Palette.Of(kind);
        var look = kind switch { NodeKind.Bet => " rx=\"12\"", NodeKind.Speculative => " rx=\"3\" stroke-dasharray=\"5 3\"", _ => " rx=\"3\"" };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{left:0.#}\" y=\"{top:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\"{look} fill=\"{fill}\" stroke=\"{border}\" stroke-width=\"1.5\"/>");
    }

    private static string Cut(string title) => title.Length <= MostCharacters ? title : title[..(MostCharacters - 1)].TrimEnd() + "…";

    /// <summary>Control characters are no part of XML 1.0.</summary>
    private static string Escape(string text) => SecurityElement.Escape(string.Concat(text.Where(c => !char.IsControl(c))));
}
