using Dataface.Flags.Cli.Terminal;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests;

/// <summary>A mistyped command line says what was probably meant, once.</summary>
[TestFixture]
internal sealed class CommandLineTests
{
    [TestCase("Did you mean 'list'?", "liist")]
    [TestCase("Did you mean 'list'?", "ilst")]
    [TestCase("Did you mean 'lint'?", "lnit", "f")]
    [TestCase("Did you mean 'kill'?", "klil", "f")]
    [TestCase("Did you mean 'evaluate'?", "evaluat", "f")]
    [TestCase("Did you mean 'kill'?", "kil", "f", "--state", "s", "--reason", "r")]
    [TestCase("Did you mean 'decide'?", "experiments", "deside")]
    [TestCase("Did you mean '--environment'?", "list", "--file", "f", "--enviroment", "production")]
    [TestCase("Did you mean '--json'?", "lint", "f", "--jsno")]
    public async Task Run_MistypedCommandOrOption_SuggestsTheNearest(string suggestion, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain(suggestion));
    }

    [Test]
    public async Task Run_MistypedCommand_SaysOnlyThat()
    {
        var (_, _, error) = await RunAsync("liist", "--file", "f");
        Assert.That(error, Is.EqualTo("""
            There is no command 'liist'. Did you mean 'list'?
            Run 'dataface-flags --help'.

            """));
    }

    [TestCase("'01/02/2027' is not a valid date. Write year, month and day, such as 2027-02-01.",
        "import", "featuremanagement", "f", "--owner", "t", "--expires", "01/02/2027")]
    [TestCase("'2027-13-01' is not a valid date. Write year, month and day", "stale", "-f", "f", "--today", "2027-13-01")]
    [TestCase("'x' is not a valid value of '--days'. Write a whole number, such as 10.", "stale", "-f", "f", "--days", "x")]
    [TestCase("'much' is not a valid value of '--budget'. Write a number, such as 0.5.", "portfolio", "rank", "p", "--budget", "much")]
    [TestCase("'much' is not a valid value of '--wait'. Write a number, such as 0.5.", "kill", "f", "-r", "errors", "--wait", "much")]
    [TestCase("'much' is not a valid value of '--erring'. Write a number, such as 0.5.", "lint", "f", "--erring", "much")]
    [TestCase("'01/02/2027' is not a valid date and time. Write ISO 8601, such as 2027-02-01T09:00:00Z.",
        "experiments", "summarize", "f", "--as-of", "01/02/2027")]
    [TestCase("'--days' has no value. Write one behind it.", "stale", "-f", "f", "--days")]
    [TestCase("'--days' takes one value, and has 2. Write it once.", "stale", "-f", "f", "--days", "1", "--days", "2")]
    [TestCase("Add a command: featuremanagement.", "import")]
    public async Task Run_InvalidValue_SaysWhatToWrite(string problem, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.That((code, output), Is.EqualTo((ExitCode.Usage, "")));
        Assert.That(error, Does.Contain(problem).And.Not.Contain("System.").And.Not.Contain("Cannot parse"));
    }

    [TestCase("lint", ".")]
    [TestCase("list", "-f", ".")]
    [TestCase("lint", "f", "--policy", ".")]
    [TestCase("import", "featuremanagement", ".", "--owner", "t", "--expires", "2027-02-01")]
    public async Task Run_FolderInPlaceOfAFile_SaysSo(params string[] args)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain(". is a folder. Name a file in it."));
    }

    [Test]
    public async Task Run_NothingNear_SuggestsNothing()
    {
        var (code, _, error) = await RunAsync("frobnicate");
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("There is no command 'frobnicate'.").And.Not.Contain("Did you mean"));
    }

    [Test]
    public async Task Run_NoCommand_SaysHowToFindOne()
    {
        var (code, _, error) = await RunAsync();
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("dataface-flags --help"));
    }
}
