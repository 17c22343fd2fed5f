using System.Diagnostics;
using Dataface.Flags.Values;

namespace Dataface.Flags.Tests.Values;

/// <summary>What people copy from a page or a terminal means to a shell what was meant.</summary>
[TestFixture]
internal sealed class ShellWordsTests
{
    [TestCase("restore", ExpectedResult = "restore")]
    [TestCase("--reason", ExpectedResult = "--reason")]
    [TestCase("https://flags.example.com:8383/base", ExpectedResult = "https://flags.example.com:8383/base")]
    [TestCase("*", ExpectedResult = "'*'")]
    [TestCase("", ExpectedResult = "''")]
    [TestCase("undoes record 17 (kill)", ExpectedResult = "'undoes record 17 (kill)'")]
    public string Join_OfAWord_QuotesItWhereItMustBe(string word) => ShellWords.Join([word]);

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Join_OfAnyWords_IsTakenApartIntoJustThoseByAShell()
    {
        string[] words =
        [
            "*", "?", "~", "~root", "$HOME", "$(id)", "`id`", "a b", " ", "", "'", "''", "it's", "\"", "\\", "\\'", "a;b", "a&b", "a|b",
            "<a>", "#", "!", "{a,b}", "[a]", "(a)", "a=b", "-n", "--", "ä", "日本", "a\tb", "a\nb", "%s", "/dev/null",
        ];
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true };
        foreach (var word in new[] { "-c", @"printf '%s\000' " + ShellWords.Join(words) }) start.ArgumentList.Add(word);
        using var shell = Process.Start(start)!;
        var taken = (await shell.StandardOutput.ReadToEndAsync()).Split('\0')[..^1];
        Assert.That(taken, Is.EqualTo(words));
    }
}
