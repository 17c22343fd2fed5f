namespace Dataface.Flags.Documents;

/// <summary>How serious a <see cref="DocumentProblem"/> is.</summary>
public enum ProblemSeverity
{
    /// <summary>The document is refused.</summary>
    Error,

    /// <summary>The document is accepted; somebody should look.</summary>
    Warning,
}

/// <summary>One thing that is wrong with a document: what, where, why, and what to write instead.</summary>
/// <param name="Code">The stable code: two letters, <c>DF</c> for flag documents and <c>DX</c> for experiments, and four digits; the docs explain each.</param>
/// <param name="Severity">Whether the document is refused for it.</param>
/// <param name="Message">What is wrong and why.</param>
/// <param name="Remedy">What to write instead.</param>
/// <param name="Source">The file or provider that the document came from.</param>
/// <param name="Path">The JSON path, such as <c>$.flags.checkout-v2.expires</c>.</param>
/// <param name="Line">The line, from 1; 0 when it has none.</param>
/// <param name="Column">The column in UTF-16 code units, from 1; 0 when it has none.</param>
public sealed record DocumentProblem(
    string Code, ProblemSeverity Severity, string Message, string Remedy, string Source, string Path, int Line, int Column)
{
    /// <summary>One line: <c>file(line,column): error DF0101: message Remedy. [path]</c>.</summary>
    public override string ToString() =>
        $"{Source}({Line},{Column}): {(Severity == ProblemSeverity.Error ? "error" : "warning")} {Code}: {Message} {Remedy} [{Path}]";
}
