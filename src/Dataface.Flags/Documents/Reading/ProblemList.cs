namespace Dataface.Flags.Documents.Reading;

/// <summary>Collects the problems of one document, each with its place.</summary>
internal sealed class ProblemList(string source, ReadOnlyMemory<byte> bytes)
{
    public const int Limit = 1_000;

    private readonly BoundedProblems _problems = new(source, ProblemCode.TooManyProblems, Limit);
    private readonly TextPosition _position = new(bytes);

    public IReadOnlyList<DocumentProblem> Problems => _problems.Listed;

    public bool HasErrors => _problems.HasErrors;

    public void Error(string code, JsonTree tree, int node, string message, string remedy) =>
        Add(code, ProblemSeverity.Error, tree, node, message, remedy);

    public void Warning(string code, JsonTree tree, int node, string message, string remedy) =>
        Add(code, ProblemSeverity.Warning, tree, node, message, remedy);

    public void Add(string code, ProblemSeverity severity, JsonTree tree, int node, string message, string remedy)
    {
        if (!_problems.IsFull(severity))
            Add(code, severity, JsonPath.Of(tree, node).ToString(), tree.OffsetOf(node), message, remedy);
    }

    public void Add(string code, ProblemSeverity severity, string path, int offset, string message, string remedy)
    {
        var (line, column) = _position.Of(offset);
        _problems.Add(new()
        {
            Code = code,
            Severity = severity,
            Message = message,
            Remedy = remedy,
            Source = source,
            Path = path,
            Line = line,
            Column = column,
        });
    }
}
