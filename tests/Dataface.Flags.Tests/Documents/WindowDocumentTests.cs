using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

/// <summary>Time windows as documents write them.</summary>
[TestFixture]
internal sealed class WindowDocumentTests
{
    [Test]
    public void Read_WindowEndsTooEarly_SuggestsAnAcceptedEnd()
    {
        var given = ProblemCase.When(ProblemCode.InvalidWindow, """{ "from": "2027-02-01T09:00:00+01:00", "until": "2027-01-01" }""");
        var remedy = given.Read().Problems.Single(p => p.Code == ProblemCode.InvalidWindow).Remedy!;
        var at = remedy.IndexOf("\"until\"", StringComparison.Ordinal);
        var hint = remedy[at..remedy.IndexOf(',', at)];
        Assert.That(hint, Is.EqualTo("\"until\": \"2027-02-08T08:00:00Z\""));
        var mended = given with { Marked = given.Marked.Replace("\"until\": \"2027-01-01\"", hint, StringComparison.Ordinal) };
        Assert.That(mended.Read().IsAccepted);
    }

    [TestCase("2026-11-19T23:59:59Z", true)]
    [TestCase("2026-11-20", true)]
    [TestCase("2026-11-20T00:00:00.001Z", false)]
    [TestCase("2026-11-20T00:30:00+01:00", true)]
    public void Lint_WindowThatEndedBeforeToday_IsWarnedOf(string until, bool isOver)
    {
        var problems = ProblemCase.When("", $$"""{ "until": "{{until}}" }""").Read().Problems;
        Assert.That(problems.Any(p => p.Code == ProblemCode.WindowIsOver), Is.EqualTo(isOver));
    }

    [Test]
    public void Write_Window_IsInUtc()
    {
        var read = ProblemCase.When("", """{ "until": "2027-02-01T09:00:00.5+01:00", "from": "2027-01-01" }""").Read();
        var json = System.Text.Encoding.UTF8.GetString(FlagDocumentWriter.Write(read.Document!));
        Assert.That(string.Concat(json.Where(c => !char.IsWhiteSpace(c))), Does.Contain(
            "\"when\":{\"from\":\"2027-01-01T00:00:00Z\",\"until\":\"2027-02-01T08:00:00.5Z\"}"));
    }
}
