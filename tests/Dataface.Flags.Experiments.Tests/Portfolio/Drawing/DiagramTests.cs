using System.Xml.Linq;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Drawing;
using Dataface.Flags.Experiments.Portfolio.Mapping;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Drawing;

[TestFixture]
internal sealed class DiagramTests
{
    private const string Awkward = "a \"quoted\" <b>title</b> & #1 \\ that goes on and on";

    private static Diagram Of(IEnumerable<Bet> bets, params Prerequisite[] prerequisites) =>
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
        var layout = new DiagramLayout(Sixty());
        var boxes = layout.Boxes.Values.ToList();
        Assert.That(boxes, Has.Count.EqualTo(60));
        foreach (var box in boxes)
        {
            Assert.That(boxes.Where(other =>
                other != box && other.Column == box.Column && other.Top < box.Top + box.Height && box.Top < other.Top + other.Height), Is.Empty);
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
    public void Mermaid_AwkwardTitles_AreEscapedAndCriticalArrowsThick()
    {
        var text = MermaidDiagram.Write(
            Of([Given.Bet("bet", 100, "p", "q")], Given.Prerequisite("p", 9) with { Title = Awkward }, Given.Prerequisite("q", 3)));
        Assert.That(text, Does.StartWith("flowchart LR\n").And.Contain("a #quot;quoted#quot; #lt;b#gt;title").And.Contain("n0 ==> n2\n").And.Contain(
            "n1 --> n2\n"));
    }

    [Test]
    public void Dot_AwkwardTitles_AreEscaped() =>
        Assert.That(DotDiagram.Write(Of([Given.Bet("bet", 100, "p")], Given.Prerequisite("p", 9) with { Title = Awkward })),
            Does.Contain("a \\\"quoted\\\" <b>title</b> & #1 \\\\ that").And.Contain("\"p\" -> \"bet\" [penwidth=3];"));

    [Test]
    public void Diagram_NothingInIt_IsDrawn() => Assert.That(SvgDiagram.Write(Of([])), Does.EndWith("</svg>\n"));
}
