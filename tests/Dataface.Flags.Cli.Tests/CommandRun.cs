using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Tests;

/// <summary>Runs the tool as a shell would, on 2026-11-20.</summary>
internal static class CommandRun
{
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => WithInputAsync("", args);

    public static async Task<(int Code, string Output, string Error)> WithInputAsync(string input, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLineApp.RunAsync(
            args, new CommandIo(new StringReader(input), output, error, new Clock(), isTerminal: false));
        return (code, output.ToString(), error.ToString());
    }

    public sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    }
}
