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
    private readonly Copy _answer;
    private readonly Copy _said;

    /// <param name="io">What the command would write to.</param>
    public FailureJson(CommandIo io)
    {
        (_output, _answer, _said) = (io.Output, new(io.Output), new(io.Error));
        Io = new(io.Input, _answer, _said, io.Time, io.IsTerminal) { ServerKey = io.ServerKey, IsInteractive = io.IsInteractive };
    }

    /// <summary>What the command writes to instead.</summary>
    public CommandIo Io { get; }

    /// <summary>Writes why it failed, if it did and has answered nothing.</summary>
    public void Write(int exitCode)
    {
        if (exitCode == ExitCode.Ok || _answer.HasText) return;
        JsonOutput.Write(_output, json =>
        {
            json.WriteNumber("exitCode", exitCode);
            json.WriteArray("errors", _said.Lines, json.WriteStringValue);
        });
    }

    /// <summary>Writes what it is given, and remembers it.</summary>
    private sealed class Copy(TextWriter target) : TextWriter(target.FormatProvider)
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => target.Encoding;

        public bool HasText => _text.Length > 0;

        public IEnumerable<string> Lines =>
            _text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        public override void Write(char value)
        {
            target.Write(value);
            _text.Append(value);
        }

        public override void Write(string? value)
        {
            target.Write(value);
            _text.Append(value);
        }

        public override void Flush() => target.Flush();
    }
}
