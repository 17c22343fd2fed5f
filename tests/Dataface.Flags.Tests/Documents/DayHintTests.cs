using System.Text;
using System.Text.RegularExpressions;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

/// <summary>A day that a problem says to add is accepted where it is added.</summary>
[TestFixture]
internal sealed partial class DayHintTests
{
    [TestCase("""@ "expires": "2026-12-24" """, "release")]
    [TestCase("""@ "expires": "2026-05-01" """, "release")]
    [TestCase("""@ "expires": "2027-05-01" """, "release")]
    [TestCase("""@ "created": "2026-05-01" """, "release")]
    [TestCase("""@ "created": "2026-11-01" """, "experiment")]
    [TestCase("""@ "description": "x" """, "experiment")]
    [TestCase("""@ "created": "2026-09-01", "expires": "2026-10-01", "renewals": [{ "by": "a", @ "on": "2026-09-20", "reason": "b" }] """,
        "release")]
    [TestCase("""@ "created": "2026-09-01", "expires": "2026-10-01", "renewals": [{ "by": "a", @ "reason": "b" }] """, "release")]
    public void Missing_SuggestedProperty_IsAccepted(string members, string kind)
    {
        var last = members.LastIndexOf('@');
        var added = string.Concat(Read(Without(members), kind).Select(p => Hint().Match(p.Remedy!).Groups[1].Value + ", "));
        Assert.That(added, Does.Contain("\"20"));
        var mended = Without(members[..last]) + added + members[(last + 1)..];
        Assert.That(Read(mended, kind).Select(p => p.ToString()), Is.Empty, mended);
    }

    [Test]
    public void Created_MissingWhereExpiresIsFarOff_IsADayThatHasComeAndExpiresIsRefusedToo()
    {
        var problems = Read(""" "expires": "2028-12-30" """, "release");
        Assert.That(problems.Select(p => (p.Code, p.Remedy)), Is.EqualTo(new[]
        {
            (ProblemCode.MissingProperty, "Add \"created\": \"2026-11-20\"."),
            (ProblemCode.LifetimeTooLong, "Write 2027-05-19 or earlier; a renewal can extend it openly."),
        }));
        Assert.That(Read(""" "created": "2026-11-20", "expires": "2027-05-19" """, "release"), Is.Empty);
    }

    private static string Without(string members) => members.Replace("@", "", StringComparison.Ordinal);

    private static List<DocumentProblem> Read(string members, string kind) =>
        [.. FlagDocumentReader.Read(
            Encoding.UTF8.GetBytes($$"""{ "schema": 1, "flags": { "f": { "owner": "team", "kind": "{{kind}}", {{members}} } } }"""),
            time: ProblemCase.Clock).Problems];

    [GeneratedRegex("Add (.*)\\.$")]
    private static partial Regex Hint();
}
