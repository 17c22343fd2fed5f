using System.CommandLine;
using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests;

/// <summary>A script that asks for JSON gets JSON, whatever happens.</summary>
[TestFixture]
internal sealed class JsonFailureTests
{
    private static IEnumerable<string> Commands =>
        Leaves(CommandLineApp.Root(new(TextReader.Null, TextWriter.Null, TextWriter.Null, TimeProvider.System, isTerminal: false)), "");

    /// <summary>Without arguments, with an option that there is not, and with a server and files that there are not.</summary>
    [TestCaseSource(nameof(Commands))]
    public async Task Fail_AskedForJson_AnswersJson(string command)
    {
        string[] words = [.. command.Split(' '), "--json"];
        string[] nowhere = ["--server", "http://127.0.0.1:1", "--key-file", "/nowhere/key", "--reason", "r"];
        foreach (var args in new string[][] { words, [.. words, "--nonsense"], [.. words, "x", "y", "/nowhere/z", .. nowhere] })
        {
            var (code, output, error) = await RunAsync(args);
            if (code == ExitCode.Ok) continue;
            var answer = JsonElement.Parse(output);
            if (!answer.TryGetProperty("exitCode", out var told)) continue;
            Assert.That(told.GetInt32(), Is.EqualTo(code));
            var errors = answer.GetProperty("errors").EnumerateArray().Select(line => line.GetString());
            Assert.That(errors, Is.Not.Empty.And.All.Not.Empty, error);
        }
    }

    [Test]
    public async Task Lint_OfAFileThatIsNotThere_SaysSoInJsonAndOnStandardError()
    {
        var (code, output, error) = await RunAsync("lint", "/nowhere/flags.json", "--json");
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        var message = JsonElement.Parse(output).GetProperty("errors")[0].GetString();
        Assert.That(message, Does.Contain("/nowhere/flags.json"));
        Assert.That(error, Is.EqualTo(message + "\n"));
    }

    [Test]
    public async Task Fail_NotAskedForJson_LeavesOutputEmpty() =>
        Assert.That((await RunAsync("lint", "/nowhere/flags.json")).Output, Is.Empty);

    private static IEnumerable<string> Leaves(Command command, string path) => command.Subcommands.Count > 0
        ? command.Subcommands.SelectMany(sub => Leaves(sub, $"{path} {sub.Name}".Trim()))
        : command.Options.Any(option => option.Name == "--json") ? [path] : [];
}
