using Dataface.Flags.Experiments.Documents.Reading;

namespace Dataface.Flags.Experiments.Tests.Documents;

[TestFixture]
internal sealed class WrittenDesignTests
{
    private const string Written = "id: a\nflag: f\ndesign: { control: off, treatments: [on, blue] }\n";

    [TestCase("id: a # the first\n\n# A note\nflag: f\ndesign: # as agreed\n  control: 'off'\n  treatments:\n  - on\n  - blue\n",
        TestName = "Comments, blank lines, quotation marks and block style")]
    [TestCase("\"flag\": f\n'id': a\r\ndesign: { treatments: [on, blue], control: off }\n", TestName = "Quoted keys in another order")]
    [TestCase("""{ "id": "a", "flag": "f", "design": { "control": "off", "treatments": ["on", "blue"] } }""", TestName = "JSON")]
    [TestCase("""{ "id": "a", "status": "running", "flag": "f", "outcome": "Good.", "design": { "control": "off", "treatments": ["on","""
        + """ "blue"] } }""", TestName = "Progress in JSON")]
    [TestCase(Written + "status: decided\n'outcome': |\n  # Well,\n  good.\ndecision: { verdict: ship,\n  by: me\n}\n",
        TestName = "Progress")]
    public void AreSame_OnlyProgressOrWritingDiffers_IsTrue(string other) => Assert.That(WrittenDesign.AreSame(Written, other));

    [TestCase("id: a\nflag: g\n", "id: a\nflag: f\n", TestName = "A value")]
    [TestCase("id: a\nflag: f\n", "id: a\n", TestName = "A key less")]
    [TestCase("id: a\ndesign:\n  status: x\n", "id: a\ndesign:\n  status: y\n", TestName = "Progress by name, but within the design")]
    [TestCase("problem: |\n  One.\n  # Two.\n", "problem: |\n  One.\n  # Three.\n",
        TestName = "A line of a text that looks like a comment")]
    [TestCase("treatments: [on, blue]\n", "treatments: [blue, on]\n", TestName = "The order of a list")]
    [TestCase("flag:\n", "flag: ''\n", TestName = "Blank and empty")]
    [TestCase("flag: [a]\n", "flag: { a: }\n", TestName = "A list and a map")]
    [TestCase("a: [", "a: {", TestName = "No YAML at all")]
    public void AreSame_AnythingElseDiffers_IsFalse(string document, string other) =>
        Assert.That(WrittenDesign.AreSame(document, other), Is.False);
}
