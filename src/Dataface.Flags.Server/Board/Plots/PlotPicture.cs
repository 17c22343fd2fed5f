using System.Globalization;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Plots;

/// <summary>
/// Draws plots as SVG, each with a title, a description and its figures as a table. Colours come from the stylesheet, for light and dark.
/// </summary>
internal static class PlotPicture
{
    private const int Width = 720;
    private const int Height = 300;
    private const int Left = 64;
    private const int Right = 20;
    private const int Top = 28;
    private const int Bottom = 44;
    private const int Colours = 4;

    public static Html Of(Plot plot)
    {
        var points = plot.Lines.SelectMany(line => line.Points).ToList();
        var x = PlotScale.Of(points.Select(point => point.X), Left, Width - Right);
        var y = PlotScale.Of(points.SelectMany(point => new[] { point.Y, point.Low ?? point.Y, point.High ?? point.Y })
            .Concat(plot.Marks.Select(mark => mark.Y)), Height - Bottom, Top);
        return Html.Of($"""
            <figure><figcaption>{plot.Title}</figcaption>
            <svg viewBox="0 0 {Width} {Height}" role="img"><title>{plot.Title}</title><desc>{plot.Description}</desc>
            <path class="axis" d="M{Left} {Top}V{Height - Bottom}H{Width - Right}"/>
            {Html.Each(x.Ticks(6), tick => Html.Of(
                $"""<text x="{x.At(tick):0.#}" y="{Height - Bottom + 16}" text-anchor="middle">{plot.X.Text(tick)}</text>"""))}
            {Html.Each(y.Ticks(5), tick => Html.Of(
                $"""
                <path class="axis" d="M{Left} {y.At(tick):0.#}H{Width - Right}"/>
                <text x="{Left - 8}" y="{y.At(tick) + 4:0.#}" text-anchor="end">{plot.Y.Text(tick)}</text>
                """))}
            <text x="{Width - Right}" y="{Height - 6}" text-anchor="end">{plot.X.Name}</text><text x="4" y="14">{plot.Y.Name}</text>
            {Html.Each(plot.Marks, mark => Html.Of(
                $"""
                <path class="mark" d="M{Left} {y.At(mark.Y):0.#}H{Width - Right}"/>
                <text x="{Width - Right}" y="{y.At(mark.Y) - 5:0.#}" text-anchor="end">{mark.Name}</text>
                """))}
            {Html.Each(plot.Lines.Select((line, i) => (line, i)), entry => Line(entry.line, (entry.i % Colours) + 1, x, y))}
            </svg>
            {Legend(plot)}
            <details><summary>Figures of '{plot.Title}'</summary>{Table(plot)}</details></figure>
            """);
    }

    private static Html Line(PlotLine line, int colour, PlotScale x, PlotScale y)
    {
        string Places(IEnumerable<(double X, double Y)> places) =>
            string.Join(' ', places.Where(place => double.IsFinite(place.Y))
                .Select(place => string.Create(CultureInfo.InvariantCulture, $"{x.At(place.X):0.#},{y.At(place.Y):0.#}")));

        var band = line.Points.Where(point => point.Low is not null && point.High is not null).ToList();
        var edge = band.Select(point => (point.X, point.High!.Value))
            .Concat(band.AsEnumerable().Reverse().Select(point => (point.X, point.Low!.Value)));
        return Html.Of($"""
            {Html.If(line.HasBand, () => Html.Of($"""<polygon class="band s{colour}" points="{Places(edge)}"/>"""))}
            <polyline class="line s{colour}" points="{Places(line.Points.Select(point => (point.X, point.Y)))}"/>
            {Html.Each(line.Points.TakeLast(1), point => Html.Of(
                $"""<circle class="dot s{colour}" cx="{x.At(point.X):0.#}" cy="{y.At(point.Y):0.#}" r="3.5"/>"""))}
            """);
    }

    private static Html Legend(Plot plot) => Html.If(plot.Lines.Count > 1, () => Html.Of($"""
        <svg class="legend" viewBox="0 0 {Width} {(plot.Lines.Count * 18) + 4}" aria-hidden="true">{Html.Each(
            plot.Lines.Select((line, i) => (line, i)), entry => Html.Of(
                $"""
                <path class="line s{(entry.i % Colours) + 1}" d="M{Left} {(entry.i * 18) + 10}h24"/>
                <text x="{Left + 32}" y="{(entry.i * 18) + 14}">{entry.line.Name}</text>
                """))}</svg>
        """));

    private static Html Table(Plot plot)
    {
        var columns = plot.Lines.SelectMany(
            line => line.HasBand ? [line.Name, line.Name + ", low", line.Name + ", high"] : new[] { line.Name }).Prepend(plot.X.Name);
        var rows = plot.Lines.SelectMany(line => line.Points.Select(point => point.X)).Distinct().Order().ToList();
        var byX = plot.Lines.Select(line => line.Points.GroupBy(point => point.X).ToDictionary(group => group.Key, group => group.First()))
            .ToList();
        return Markup.Table("Figures of " + plot.Title, columns, rows.Select(x => Html.Of($"""
            <tr><th scope="row">{plot.X.Text(x)}</th>{Html.Each(
                plot.Lines.Select((line, i) => (line, i)),
                entry => Cells(entry.line, byX[entry.i].TryGetValue(x, out var point) ? point : null, plot.Y))}</tr>
            """)));
    }

    private static Html Cells(PlotLine line, PlotPoint? point, PlotAxis y)
    {
        Html Cell(double? value) => Html.Of($"""<td class="number">{(value is { } known ? y.Text(known) : "")}</td>""");
        return line.HasBand ? Html.Of($"{Cell(point?.Y)}{Cell(point?.Low)}{Cell(point?.High)}") : Cell(point?.Y);
    }
}
