using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

[TestFixture]
internal sealed class SpellingTests
{
    private static readonly string[] Known = ["lint", "list", "kill", "--urls", "evaluate", "new-cart"];

    [TestCase("lnit", "lint")]
    [TestCase("ilst", "list")]
    [TestCase("klil", "kill")]
    [TestCase("--ulrs", "--urls")]
    [TestCase("new-crat", "new-cart")]
    [TestCase("LITS", "list")]
    [TestCase("lin", "lint")]
    [TestCase("evalaute", "evaluate")]
    [TestCase("eavlaute", "evaluate")]
    public void Nearest_Mistyped_IsTheNameThatWasMeant(string name, string meant) =>
        Assert.That(Spelling.Nearest(name, Known), Is.EqualTo(meant));

    [TestCase("")]
    [TestCase("nlti")]
    [TestCase("frobnicate")]
    public void Nearest_NothingNear_IsNull(string name) => Assert.That(Spelling.Nearest(name, Known), Is.Null);
}
