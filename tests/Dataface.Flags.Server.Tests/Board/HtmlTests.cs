using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Tests.Board;

[TestFixture]
internal sealed class HtmlTests
{
    [Test]
    public void Of_TextFromOutside_IsEncodedInElementsAndAttributes()
    {
        const string Attack = "\"><script>&'";
        Assert.That(Html.Of($"""<a title="{Attack}">{Attack}</a>""").ToString(),
            Is.EqualTo("<a title=\"&quot;&gt;&lt;script&gt;&amp;&#x27;\">&quot;&gt;&lt;script&gt;&amp;&#x27;</a>"));
        Assert.That(Html.Of($"<p>{Html.Of($"<b>{"<"}</b>")}</p>").ToString(), Is.EqualTo("<p><b>&lt;</b></p>"), "a piece is encoded once");
    }

    [Test]
    [Rule("what operators see is what there is")]
    public void Of_TextThatTurnsLettersAround_IsShownEscaped() =>
        Assert.That(Html.Of($"<b>{"not \u202edellik"}</b>").ToString(), Is.EqualTo("<b>not \\u202Edellik</b>"));

    [TestCase("https://wiki.example/a?b=1&c=2", "<a href=\"https://wiki.example/a?b=1&amp;c=2\"")]
    [TestCase("javascript:alert(1)", "javascript:alert(1)")]
    [TestCase("data:text/html,x", "data:text/html,x")]
    [TestCase("T-1", "T-1")]
    public void Reference_OnlyAnAddressOfTheWeb_IsALink(string text, string start) =>
        Assert.That(Links.Reference(text).ToString(), Does.StartWith(start));
}
