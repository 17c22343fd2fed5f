using System.Xml.Linq;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Drawing;
using Dataface.Flags.Experiments.Portfolio.Mapping;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Drawing;

[TestFixture]
internal sealed class DiagramTests
{
    private const string Awkward = "a \"quoted\" <b>title</b> & #1 \\ that goes on and on";

    private static Diagram Of(IEnumerable<Bet> bets, params BetPrerequisite[] prerequisites) =>
        Diagram.Of(MapBuilder.Build(Given.Plan(bets, prerequisites), Given.Today));

    private static Diagram Sixty()
    {
        var random = new Random(7);
        var prerequisites = Enumerable.Range(0, 50).Select(i => Given.Prerequisite($"p{i}", random.Next(3, 40),
            [.. Enumerable.Range(0, i).Where(j => random.Next(12) == 0 && i - j < 20).Select(j => $"p{j}")])).ToArray();
        return Of(Enumerable.Range(0, 10).Select(i => Given.Bet($"b{i}", 100, $"p{49 - i}", $"p{i * 4}")), prerequisites);
    }

    [Test]
    public void Svg_SixtyNodes_NoBoxOverlapsAnotherAndNoArrowRunsBehindABox()
    {
        var layout = new DiagramLayout(Sixty(), top: 0);
        var boxes = layout.Boxes.Values.ToList();
        Assert.That(boxes, Has.Count.EqualTo(60));
        foreach (var box in boxes)
        {
            Assert.That(boxes.Where(other =>
                other != box && other.Column == box.Column && other.Top < box.Top + box.Height && box.Top < other.Top + other.Height),
                Is.Empty);
            Assert.That(layout.Routes.SelectMany(r => r.Cells.Skip(1).SkipLast(1))
                .Where(c => c.Column == box.Column && c.Middle > box.Top && c.Middle < box.Top + box.Height), Is.Empty);
        }

        foreach (var route in layout.Routes) Assert.That(route.Cells.Zip(route.Cells.Skip(1))
            .Select(pair => pair.Second.Column - pair.First.Column), Is.All.EqualTo(1));
    }

    [Test]
    public void Svg_AwkwardTitles_IsWellFormedAndSaysThemWhole()
    {
        var svg = XDocument.Parse(SvgDiagram.Write(Of([Given.Bet("bet", 100, "p")], Given.Prerequisite("p", 3) with { Title = Awkward })));
        Assert.That(svg.Descendants().Where(e => e.Name.LocalName == "title").Select(e => e.Value), Has.Some.EqualTo($"p: {Awkward}"));
    }

    [Test]
    public void Svg_BandWithoutBoxes_IsClosed()
    {
        var layout = new DiagramLayout(Sixty(), top: 0);
        var cells = layout.Routes.SelectMany(r => r.Cells).Concat(layout.Boxes.Values).Distinct().OrderBy(c => c.Top).ToList();
        var end = cells[0].Top;
        foreach (var cell in cells)
        {
            Assert.That(cell.Top, Is.LessThanOrEqualTo(end + DiagramLayout.RowGap + 1e-6));
            end = Math.Max(end, cell.Top + cell.Height);
        }
    }

    [Test]
    public void Svg_DarkSurroundings_HaveColoursOfTheirOwnForEveryBox()
    {
        var svg = SvgDiagram.Write(Sixty());
        Assert.That(svg, Does.Contain("@media (prefers-color-scheme: dark) {").And.Not.Contain("style=\"").And.Not.Contain("<script"));
        foreach (var box in Palette.Boxes)
            Assert.That(svg, Does.Contain($".{box.Name} {{ fill: {box.Dark.Fill}; stroke: {box.Dark.Border} }}"));
    }

    [TestCase("Short", "Short")]
    [TestCase("Partners sign in with their own identity provider", "Partners sign in with|their own identity|provider")]
    [TestCase("One title that is far too long for the three lines of any box there is",
        "One title that is far|too long for the three|lines of any box ther…")]
    [TestCase("Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffahrts|gesellschaft")]
    [TestCase("決済データの移行と審査について", "決済データの移行と審査|について")]
    [TestCase("", "")]
    public void LabelLines_Title_FitsItsBox(string title, string lines) =>
        Assert.That(string.Join('|', LabelLines.Of(title)), Is.EqualTo(lines));

    [Test]
    public void Palette_Text_HasContrastOnEveryBox()
    {
        Assert.That(Palette.Boxes.Select(box => box.Kind), Is.EqualTo(Enum.GetValues<NodeKind>()));
        foreach (var box in Palette.Boxes)
        {
            Assert.That(Contrast(box.Light.Fill, Palette.Light.Text), Is.GreaterThan(7), $"{box.Name}, light");
            Assert.That(Contrast(box.Dark.Fill, Palette.Dark.Text), Is.GreaterThan(7), $"{box.Name}, dark");
        }
    }

    /// <summary>WCAG 2.2, contrast ratio.</summary>
    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

        static double Luminance(string hex) =>
            (0.2126 * Channel(hex[1..3])) + (0.7152 * Channel(hex[3..5])) + (0.0722 * Channel(hex[5..7]));

        static double Channel(string hex)
        {
            var share = Convert.ToInt32(hex, 16) / 255d;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
    }

    [Test]
    public void Mermaid_AwkwardTitles_AreEscapedAndCriticalArrowsThick()
    {
        var text = MermaidDiagram.Write(
            Of([Given.Bet("bet", 100, "p", "q")], Given.Prerequisite("p", 9) with { Title = Awkward }, Given.Prerequisite("q", 3)));
        Assert.That(text, Does.StartWith("flowchart LR\n").And.Contain(
            "a #quot;quoted#quot; #lt;b#gt;title").And.Contain("n0 ==> n2\n").And.Contain(
            "n1 --> n2\n"));
    }

    [Test]
    public void Dot_AwkwardTitles_AreEscaped() =>
        Assert.That(DotDiagram.Write(Of([Given.Bet("bet", 100, "p")], Given.Prerequisite("p", 9) with { Title = Awkward })),
            Does.Contain("a \\\"quoted\\\" <b>title</b> & #1 \\\\ that").And.Contain("\"p\" -> \"bet\" [penwidth=3];"));

    [Test]
    public void Diagram_NothingInIt_IsDrawn() => Assert.That(SvgDiagram.Write(Of([])), Does.EndWith("</svg>\n"));
}
