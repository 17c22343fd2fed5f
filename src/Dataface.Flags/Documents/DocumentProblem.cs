namespace Dataface.Flags.Documents;

/// <summary>How serious a <see cref="DocumentProblem"/> is.</summary>
public enum ProblemSeverity
{
    /// <summary>The document is refused.</summary>
    Error,

    /// <summary>The document is accepted, but should be looked at.</summary>
    Warning,
}

/// <summary>One thing that is wrong with a document: what, where, why, and what to write instead.</summary>
public sealed record DocumentProblem
{
    /// <summary>The stable code: two letters, <c>DF</c> for flag documents and <c>DX</c> for experiments, and four digits; the docs
    /// explain each.</summary>
    public required string Code { get; init; }

    /// <summary>Whether the problem makes the document refused.</summary>
    public required ProblemSeverity Severity { get; init; }

    /// <summary>What is wrong and why.</summary>
    public required string Message { get; init; }

    /// <summary>What to write instead.</summary>
    public required string Remedy { get; init; }

    /// <summary>The file or provider that the document came from.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The JSON path, such as <c>$.flags.checkout-v2.expires</c>; or the configuration path, such as <c>FeatureFlags:flags:checkout-v2</c>,
    /// when the document was read from configuration.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The line, from 1; 0 when not known.</summary>
    public int Line { get; init; }

    /// <summary>The column in UTF-16 code units, from 1; 0 when not known.</summary>
    public int Column { get; init; }

    /// <summary>One line: <c>file(line,column): error DF0101: message Remedy. [path]</c>, without the parts that are 0.</summary>
    public override string ToString() =>
        $"{Source}{(Line == 0 ? "" : $"({Line},{Column})")}: {(Severity == ProblemSeverity.Error ? "error" : "warning")} {Code}: "
        + $"{Message} {Remedy} [{Path}]";
}
