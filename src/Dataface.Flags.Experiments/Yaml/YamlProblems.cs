using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Yaml;

/// <summary>Everything that is wrong with one document. Bounded, so that a file of nonsense does not fill the screen.</summary>
/// <param name="source">What problems call the document, such as the file's name.</param>
/// <param name="prefix">The two letters before each of <see cref="YamlCode"/>, such as <c>DX</c>.</param>
internal sealed class YamlProblems(string source, string prefix)
{
    public const int Limit = 500;

    private readonly BoundedProblems _problems = new(source, prefix + YamlCode.TooManyProblems, Limit);

    public IReadOnlyList<DocumentProblem> Problems => _problems.Listed;

    public string Source => source;

    /// <summary>Whether no more errors are listed: looking for more would be in vain.</summary>
    public bool IsFull => _problems.IsFull(ProblemSeverity.Error);

    public bool HasErrors => _problems.HasErrors;

    /// <summary>A fault of form, which any kind of document may have.</summary>
    public void Form(string digits, YamlNode node, string message, string remedy) => Error(prefix + digits, node, message, remedy);

    /// <summary>A fault of form at a place that is no node.</summary>
    public void FormAt(string digits, int line, int column, string message, string remedy, string path = "$") =>
        Add(new()
        {
            Code = prefix + digits,
            Severity = ProblemSeverity.Error,
            Message = message,
            Remedy = remedy,
            Source = source,
            Path = path,
            Line = line,
            Column = column,
        });

    public void Error(string code, YamlNode node, string message, string remedy) =>
        Add(code, ProblemSeverity.Error, node, message, remedy);

    public void Warning(string code, YamlNode node, string message, string remedy) =>
        Add(code, ProblemSeverity.Warning, node, message, remedy);

    private void Add(string code, ProblemSeverity severity, YamlNode node, string message, string remedy)
    {
        if (!_problems.IsFull(severity)) Add(new()
        {
            Code = code,
            Severity = severity,
            Message = message,
            Remedy = remedy,
            Source = source,
            Path = node.Path,
            Line = node.Line,
            Column = node.Column,
        });
    }

    public void Add(DocumentProblem problem) => _problems.Add(problem);
}
