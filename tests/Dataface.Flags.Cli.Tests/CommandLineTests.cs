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
