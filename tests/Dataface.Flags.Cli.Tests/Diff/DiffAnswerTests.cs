using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Tests.Diff;

/// <summary>What <c>diff</c> prints and answers.</summary>
[TestFixture]
internal sealed class DiffAnswerTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-diff-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Markdown_TwoDocuments_IsReadyForAPullRequest()
    {
        var input = string.Join('\n', DiffFiles.Crowd(1000).Select(visitor => visitor.Line));
        string[] options = ["--contexts", "-", "--markdown", "--max-share", "100"];
        var (code, output, _) = await CommandRun.WithInputAsync(input, ["diff", DiffFiles.Old, DiffFiles.New, .. options]);
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output.Replace(TestContext.CurrentContext.TestDirectory, "", StringComparison.Ordinal), Is.EqualTo("""
            ### Flags in `production`: 100 % of contexts move

            `/Diff/storefront.json` → `/Diff/storefront-next.json`; 1,000 given contexts, exactly.

            | Flag | Change | From | To | Contexts | Share |
            |---|---|---|---|--:|--:|
            | `checkout-v2` | changed | `off` | `on` | 474 | 47.4 % |
            | `free-shipping-from` | changed | `lower = 30` | `lower = 25` | 34 | 3.4 % |
            | `headline` | changed | `warm` | `plain` | 9 | 0.9 % |
            | `headline` | changed | `sale` | `plain` | 7 | 0.7 % |
            | `legacy-footer` | removed | `on` | `(not defined)` | 1,000 | 100 % |
            | `one-click` | added | `(not defined)` | `on` | 519 | 51.9 % |
            | `recommendations` | changed | `control` | `eight` | 10 | 1 % |

            - Added: `one-click`
            - Removed: `legacy-footer`
            - Changed, and nobody moves: `gift-wrap`
            - Changed only in description: `search-hints`
            - **No more than 100 % moves.**
            """.ReplaceLineEndings("\n") + "\n"));
    }

    [Test]
    public async Task Text_TwoDocuments_TellsTheSame()
    {
        var input = string.Join('\n', DiffFiles.Crowd(1000).Select(visitor => visitor.Line));
        var (_, output, _) = await CommandRun.WithInputAsync(input, "diff", DiffFiles.Old, DiffFiles.New, "--contexts", "-");
        Assert.That(output, Does.StartWith("production: 1,000 move, 100 %; 1,000 given contexts, exactly\n"));
        Assert.That(output, Does.Match("legacy-footer +removed +on +\\(not defined\\) +1,000 +100 %"));
        Assert.That(output, Does.EndWith(
            "added: one-click\nremoved: legacy-footer\nchanged, and nobody moves: gift-wrap\nchanged only in description: search-hints\n"));
    }

    [TestCase("5", ExitCode.ShareExceeded, "More than 5 % moves.")]
    [TestCase("100", ExitCode.Ok, "No more than 100 % moves.")]
    public async Task MaxShare_OfContexts_IsExact(string max, int expected, string verdict)
    {
        var input = string.Join('\n', DiffFiles.Crowd(100).Select(visitor => visitor.Line));
        var (code, output, _) =
            await CommandRun.WithInputAsync(input, "diff", DiffFiles.Old, DiffFiles.New, "--contexts", "-", "--max-share", max);
        Assert.That(code, Is.EqualTo(expected));
        Assert.That(output, Does.EndWith(verdict + "\n"));
    }

    [TestCase("1000", ExitCode.ShareExceeded, "More than 4.1 % may move: a sample of this size cannot rule it out.")]
    [TestCase("1000000", ExitCode.Ok, "No more than 4.1 % moves.")]
    public async Task MaxShare_OfASample_HoldsOnlyWhenTheSampleShowsIt(string size, int expected, string verdict)
    {
        // 4 % get another price, and nothing else differs.
        var next = Path.Combine(_folder.FullName, "next.json");
        var before = await File.ReadAllTextAsync(DiffFiles.Old);
        await File.WriteAllTextAsync(next, before.Replace("\"lower\": 30", "\"lower\": 25", StringComparison.Ordinal));
        var (code, output, _) = await CommandRun.RunAsync("diff", DiffFiles.Old, next, "--sample", size, "--max-share", "4.1");
        Assert.That(code, Is.EqualTo(expected), output);
        Assert.That(output, Does.EndWith(verdict + "\n"));
    }

    [Test]
    public async Task MaxShare_DocumentsThatMeanTheSame_IsZeroWithoutDoubt()
    {
        var (code, output, _) = await CommandRun.RunAsync("diff", DiffFiles.Old, DiffFiles.Old, "--sample", "10", "--max-share", "0");
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.StartWith("production: 0 move, 0 %; 10 synthetic users"));
    }

    [Test]
    public async Task Diff_RefusedDocument_Answers1WithTheProblems()
    {
        var refused = Path.Combine(TestContext.CurrentContext.TestDirectory, "ten-faults.json");
        var (code, output, error) = await CommandRun.RunAsync("diff", DiffFiles.Old, refused, "--sample", "10");
        Assert.That((code, output), Is.EqualTo((ExitCode.Found, "")));
        Assert.That(error, Does.Contain("DF0202").And.Contain("ten-faults.json"));
    }

    [TestCase]
    [TestCase("--sample", "0")]
    [TestCase("--sample", "x")]
    [TestCase("--sample", "10", "--contexts", "-")]
    [TestCase("--contexts", "-", "--with", "country=DE")]
    [TestCase("--sample", "10", "--max-share", "101")]
    [TestCase("--sample", "10", "--max-share", "-1")]
    [TestCase("--sample", "10", "--max-share", "NaN")]
    [TestCase("--sample", "10", "--max-share", "5%")]
    [TestCase("--sample", "10", "--max-share", "1,5")]
    [TestCase("--sample", "10", "--json", "--markdown")]
    [TestCase("--sample", "10", "-e", "Production")]
    public async Task Diff_WrongCommandLine_Answers64(params string[] options) =>
        Assert.That((await CommandRun.RunAsync(["diff", DiffFiles.Old, DiffFiles.New, .. options])).Code, Is.EqualTo(ExitCode.Usage));
}
