using System.Text;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Output;

/// <summary>
/// What a command that was asked for JSON answers when it fails before its answer: what it says on standard error, so that a script reads
/// one form whatever happens.
/// </summary>
internal sealed class FailureJson
{
    private readonly TextWriter _output;
    private readonly StringBuilder _answer = new();
    private readonly StringBuilder _said = new();

    /// <param name="io">What the command would write to.</param>
    public FailureJson(CommandIo io)
    {
        _output = io.Output;
        Io = new(io.Input, new ShownWriter(io.Output, _answer), new ShownWriter(io.Error, _said), io.Time, io.IsTerminal)
        {
            ServerKey = io.ServerKey,
            IsInteractive = io.IsInteractive,
        };
    }

    /// <summary>What the command writes to instead.</summary>
    public CommandIo Io { get; }

    /// <summary>Writes why it failed, if it did and has answered nothing.</summary>
    public void Write(int exitCode)
    {
        if (exitCode == ExitCode.Ok || _answer.Length > 0) return;
        JsonOutput.Write(_output, json =>
        {
            json.WriteNumber("exitCode", exitCode);
            json.WriteArray("errors", Lines(), json.WriteStringValue);
        });
    }

    private string[] Lines() => _said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
