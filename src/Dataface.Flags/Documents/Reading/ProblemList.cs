namespace Dataface.Flags.Documents.Reading;

/// <summary>
/// Collects the problems of one document, each with its place. Bounded, so that a hostile document cannot fill the memory.
/// </summary>
internal sealed class ProblemList(string source, ReadOnlyMemory<byte> bytes)
{
    public const int Limit = 1_000;

    private readonly List<DocumentProblem> _problems = [];
    private readonly TextPosition _position = new(bytes);

    public IReadOnlyList<DocumentProblem> Problems => _problems;

    public bool HasErrors => _problems.Exists(p => p.Severity == ProblemSeverity.Error);

    public void Error(string code, JsonTree tree, int node, string message, string remedy) =>
        Add(code, ProblemSeverity.Error, tree, node, message, remedy);

    public void Warning(string code, JsonTree tree, int node, string message, string remedy) =>
        Add(code, ProblemSeverity.Warning, tree, node, message, remedy);

    public void Add(string code, ProblemSeverity severity, JsonTree tree, int node, string message, string remedy)
    {
        if (IsFull()) return;
        Add(code, severity, JsonPath.Of(tree, node).ToString(), tree.OffsetOf(node), message, remedy);
    }

    public void Add(string code, ProblemSeverity severity, string path, int offset, string message, string remedy)
    {
        if (IsFull()) return;
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

    private bool IsFull()
    {
        if (_problems.Count < Limit) return _problems.Count > Limit;
        if (_problems.Count == Limit)
        {
            _problems.Add(new()
            {
                Code = ProblemCode.TooManyProblems,
                Severity = ProblemSeverity.Error,
                Message = $"The document has more than {Limit} problems.",
                Remedy = "Fix these first.",
                Source = source,
                Path = "$",
                Line = 1,
                Column = 1,
            });
        }

        return true;
    }
}
