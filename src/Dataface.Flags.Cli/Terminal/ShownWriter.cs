using System.Text;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Terminal;

/// <summary>Writes what a person can look at without harm, and remembers it where somebody asks for that. Not thread-safe.</summary>
/// <param name="target">Where to write.</param>
/// <param name="written">Gets the same; null for nobody.</param>
internal sealed class ShownWriter(TextWriter target, StringBuilder? written = null) : TextWriter(target.FormatProvider)
{
    /// <summary>What a writer comes to without this, for whoever writes colours.</summary>
    public static TextWriter RawOf(TextWriter writer) => writer is ShownWriter shown ? RawOf(shown.Target) : writer;

    public override Encoding Encoding => target.Encoding;

    [System.Diagnostics.CodeAnalysis.AllowNull]
    public override string NewLine
    {
        get => target.NewLine;
        set => target.NewLine = value;
    }

    private TextWriter Target => target;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (value is null) return;
        var shown = ShownText.Of(value);
        target.Write(shown);
        written?.Append(shown);
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine() => Write(NewLine);

    public override void WriteLine(string? value)
    {
        Write(value);
        WriteLine();
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override void Flush() => target.Flush();

    public override Task FlushAsync() => target.FlushAsync();
}
