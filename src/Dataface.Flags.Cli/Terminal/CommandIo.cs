using Spectre.Console;

namespace Dataface.Flags.Cli.Terminal;

/// <summary>What a command reads and writes.</summary>
internal sealed class CommandIo(TextReader input, TextWriter output, TextWriter error, TimeProvider time, bool isTerminal)
{
    /// <summary>The variable of the environment that holds a server's key.</summary>
    public const string ServerKeyVariable = "DATAFACE_FLAGS_KEY";

    private const int WidthOfFiles = 240;

    public TextReader Input => input;

    public TextWriter Output { get; } = new ShownWriter(output);

    public TextWriter Error { get; } = new ShownWriter(error);

    public TimeProvider Time => time;

    /// <summary>The server's key, where the environment has one.</summary>
    public string? ServerKey { get; init; }

    /// <summary>Whether somebody watches: then long work shows how far it is.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>Whether somebody reads what stands on standard error and can answer: then a command may ask.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>For tables and trees: colours on a terminal, plain and unwrapped text elsewhere.</summary>
    public IAnsiConsole Console { get; } = Create(ShownWriter.RawOf(output), isTerminal);

    private static IAnsiConsole Create(TextWriter output, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (!isTerminal) console.Profile.Width = WidthOfFiles;
        console.Pipeline.Attach(new ShownRenderables());
        return console;
    }
}
