using Dataface.Flags.Values;

namespace Dataface.Flags.Tests.Values;

[TestFixture]
internal sealed class ShownTextTests
{
    [TestCase("new cart", "new cart")]
    [TestCase("a\tb\r\nc", "a\tb\r\nc")]
    [TestCase("שלום\u200f!", "שלום\u200f!", Description = "a mark between letters")]
    [TestCase("👩\u200d💻", "👩\u200d💻")]
    [TestCase("\u001b[31mred", "\\u001B[31mred")]
    [TestCase("\u009b2J", "\\u009B2J")]
    [TestCase("not \u202edellik\u202c yet", "not \\u202Edellik\\u202C yet")]
    [TestCase("\u2066a\u2069", "\\u2066a\\u2069")]
    [TestCase("a\u2028b\0", "a\\u2028b\\u0000")]
    public void Of_TextFromOutside_ShowsWhatWouldNotBeSeen(string text, string shown)
    {
        Assert.That(ShownText.Of(text), Is.EqualTo(shown));
        Assert.That(ShownText.Of(shown), Is.EqualTo(shown));
    }
}
