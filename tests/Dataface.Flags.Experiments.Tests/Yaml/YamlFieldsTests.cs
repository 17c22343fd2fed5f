using System.Text;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Tests.Yaml;

[TestFixture]
internal sealed class YamlFieldsTests
{
    private static readonly YamlChoice<DayOfWeek> Days = new(("monday", DayOfWeek.Monday), ("friday", DayOfWeek.Friday));

    [TestCase("14d", 14 * 86400)]
    [TestCase("2h", 7200)]
    [TestCase("1.5h", 5400)]
    [TestCase("90s", 90)]
    [TestCase("2w", 14 * 86400)]
    public void Duration_KnownUnit_IsRead(string text, double seconds) =>
        Assert.That(YamlScalars.Duration(text)!.Value.TotalSeconds, Is.EqualTo(seconds));

    [TestCase("14")]
    [TestCase("0d")]
    [TestCase("-1d")]
    [TestCase("1e9w")]
    [TestCase("1y")]
    [TestCase("d")]
    public void Duration_OtherFormat_IsInvalid(string text) => Assert.That(YamlScalars.Duration(text), Is.Null);

    [TestCase("2.5 %", 0.025)]
    [TestCase("100%", 1)]
    public void Percentage_Share_IsAFraction(string text, double expected) =>
        Assert.That(YamlScalars.Percentage(text), Is.EqualTo(expected));

    [Test]
    public void Fields_EveryFormOfFault_IsReportedOnceAndTogether()
    {
        var (fields, problems) = Open("""
            text: [a]
            number: many
            percent: 0.5
            day: 2027-02-30
            duration: 2 weeks
            choice: mondy
            name: "a b"
            truth: yes
            items: {a: b}
            blank:
            unknwn: 1
            """);
        fields.Text("text", "x");
        fields.Number("number", "5", 0, 10);
        fields.Percentage("percent", "50 %");
        fields.Day("day");
        fields.Duration("duration");
        fields.Choice("choice", Days);
        fields.Name("name", "x");
        fields.Truth("truth");
        fields.Items("items", "- x");
        fields.RequiredText("blank", "x");
        fields.RequiredText("missing", "x");
        string[] expected =
        [
            YamlCode.UnknownKey, YamlCode.WrongType, YamlCode.InvalidNumber, YamlCode.InvalidPercentage, YamlCode.InvalidDate,
            YamlCode.InvalidDuration,
            YamlCode.UnknownChoice, YamlCode.InvalidName, YamlCode.WrongType, YamlCode.WrongType, YamlCode.Blank, YamlCode.MissingKey,
        ];
        Assert.That(problems.Problems.Select(p => p.Code), Is.EqualTo(expected.Select(e => "DX" + e)),
            string.Join('\n', problems.Problems));
        Assert.That(problems.Problems[0].Remedy, Is.EqualTo("Did you mean 'unknown'?"));
        Assert.That(problems.Problems[6].Remedy, Is.EqualTo("Did you mean 'monday'?"));
        Assert.That(problems.Problems.Select(p => p.Line), Is.EqualTo(new[] { 11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1 }));
    }

    [Test]
    public void Fields_GoodValues_AreReadWithoutComplaint()
    {
        var (fields, problems) =
            Open("text: Norway is NO\nnumber: 5\npercent: 2 %\nday: 2027-02-01\nchoice: friday\ntruth: true\nitems: [a, b]");
        Assert.That(fields.Text("text", "x"), Is.EqualTo("Norway is NO"));
        Assert.That(fields.Number("number", "5", 0, 10), Is.EqualTo(5));
        Assert.That(fields.Percentage("percent", "5 %"), Is.EqualTo(0.02));
        Assert.That(fields.Day("day"), Is.EqualTo(new DateOnly(2027, 2, 1)));
        Assert.That(fields.Choice("choice", Days), Is.EqualTo(DayOfWeek.Friday));
        Assert.That(fields.Truth("truth"), Is.True);
        Assert.That(fields.Texts("items", "a"), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(problems.Problems, Is.Empty);
    }

    private static (YamlFields Fields, YamlProblems Problems) Open(string yaml)
    {
        var problems = new YamlProblems("x.yaml", "DX");
        var root = YamlTreeReader.Read(Encoding.UTF8.GetBytes(yaml), problems)!;
        string[] known = ["text", "number", "percent", "day", "duration", "choice", "name", "truth", "items", "blank", "missing",
            "unknown"];
        return (YamlFields.Open(problems, root, "A document", known)!, problems);
    }
}
