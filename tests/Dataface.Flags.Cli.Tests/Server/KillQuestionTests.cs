using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Cli.Tests.Server;

/// <summary>A kill of a key that no document defines asks again at a terminal, and nowhere else.</summary>
[TestFixture]
internal sealed class KillQuestionTests
{
    private RunningServer _server = null!;

    [SetUp]
    public async Task StartServer()
    {
        _server = await RunningServer.StartAsync();
        var document = await File.ReadAllTextAsync(_server.Write("f.json", 25));
        await File.WriteAllTextAsync(_server.PathOf("f.json"), document.Replace("\"f\":", "\"checkout\":", StringComparison.Ordinal));
        Assert.That((await _server.RunAsync("publish", _server.PathOf("f.json"), "-r", "first")).Code, Is.EqualTo(ExitCode.Ok));
    }

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [TestCase("y", ExitCode.Ok, true)]
    [TestCase("yes", ExitCode.Ok, true)]
    [TestCase("n", ExitCode.Found, false)]
    [TestCase("", ExitCode.Found, false)]
    public async Task Kill_OfAMisspeltKeyAtATerminal_AsksAgain(string answer, int expected, bool isKilled)
    {
        var (code, error) = await AtTerminalAsync(answer, "kill", "checkuot", "-r", "errors");
        Assert.That(code, Is.EqualTo(expected), error);
        Assert.That(error, Does.StartWith(
            "No document in force defines 'checkuot'. Did you mean 'checkout'? Kill 'checkuot' all the same? [y/N] "));
        Assert.That(error.Contains("Nothing was killed.", StringComparison.Ordinal), Is.EqualTo(!isKilled));
        Assert.That((await _server.JsonAsync("status")).GetProperty("kills").GetArrayLength(), Is.EqualTo(isKilled ? 1 : 0));
    }

    [Test, Rule("every flag can be killed at any time")]
    public async Task Kill_WhereThereIsNothingToAsk_DoesNot()
    {
        foreach (var args in new[] { new[] { "kill", "checkuot", "--yes" }, ["kill", "checkout"], ["kill", "*"], ["restore", "checkuot"] })
        {
            var (code, error) = await AtTerminalAsync("n", [.. args, "-r", "errors"]);
            Assert.That(code, Is.EqualTo(ExitCode.Ok), error);
            Assert.That(error, Does.Not.Contain("[y/N]"));
        }

        var (script, _, warning) = await _server.RunAsync("kill", "chekcout", "-r", "errors");
        Assert.That(script, Is.EqualTo(ExitCode.Ok), "a script is never asked");
        Assert.That(warning, Does.Contain("warning: No document in force defines 'chekcout'").And.Not.Contain("[y/N]"));
        var secret = (await _server.RunAsync("keys", "make", "only", "--scopes", "operate")).Output.Trim();
        await File.WriteAllTextAsync(_server.PathOf("only.key"), secret);
        var (blind, said) = await AtTerminalAsync("n", _server, _server.PathOf("only.key"), ["kill", "checkuto", "-r", "errors"]);
        Assert.That(blind, Is.EqualTo(ExitCode.Ok), $"a key that may not read cannot know better: {said}");
    }

    [Test]
    public async Task Kill_WithNothingPublished_AsksAgainAndWarns()
    {
        await using var empty = await RunningServer.StartAsync();
        var (code, error) = await AtTerminalAsync("n", empty, ["kill", "checkout", "-r", "errors"]);
        Assert.That(code, Is.EqualTo(ExitCode.Found), error);
        Assert.That(error, Does.StartWith("No document in force defines 'checkout'. Kill 'checkout' all the same? [y/N] "));
        var (script, _, warning) = await empty.RunAsync("kill", "checkout", "-r", "errors");
        Assert.That(script, Is.EqualTo(ExitCode.Ok), "a script is never asked");
        Assert.That(warning, Does.Contain("warning: No document in force defines 'checkout'"));
    }

    private Task<(int Code, string Error)> AtTerminalAsync(string answer, params string[] args) =>
        AtTerminalAsync(answer, _server, args);

    private static Task<(int Code, string Error)> AtTerminalAsync(string answer, RunningServer server, string[] args) =>
        AtTerminalAsync(answer, server, server.KeyFile, args);

    private static async Task<(int Code, string Error)> AtTerminalAsync(
        string answer, RunningServer server, string keyFile, string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var input = new StringReader(answer + "\n");
        var io = new CommandIo(input, output, error, TimeProvider.System, isTerminal: false) { IsInteractive = true };
        var code = await CommandLineApp.RunAsync([.. args, "--server", server.Address, "--key-file", keyFile], io);
        return (code, error.ToString());
    }
}
