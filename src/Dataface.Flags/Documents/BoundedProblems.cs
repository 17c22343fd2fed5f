namespace Dataface.Flags.Documents;

/// <summary>
/// The problems of one document: of errors and of warnings at most so many each, and then one problem that says that there are more.
/// Bounded, so that a hostile document cannot fill the memory; apart, so that warnings neither hide an error nor become one. Not
/// thread-safe.
/// </summary>
/// <param name="source">What problems call the document, such as the file's name.</param>
/// <param name="code">The code of the problem that says that there are more.</param>
/// <param name="limit">How many errors, and how many warnings, are listed.</param>
internal sealed class BoundedProblems(string source, string code, int limit)
{
    private readonly List<DocumentProblem> _problems = [];
    private int _errors;
    private int _warnings;

    public IReadOnlyList<DocumentProblem> Listed => _problems;

    public bool HasErrors => _errors > 0;

    /// <summary>Whether no more problems of this severity are listed.</summary>
    public bool IsFull(ProblemSeverity severity) => CountOf(severity) > limit;

    public void Add(DocumentProblem problem)
    {
        ref var count = ref CountOf(problem.Severity);
        if (count > limit) return;
        _problems.Add(count < limit ? problem : More(problem.Severity));
        count++;
    }

    private ref int CountOf(ProblemSeverity severity) => ref severity == ProblemSeverity.Error ? ref _errors : ref _warnings;

    private DocumentProblem More(ProblemSeverity severity) => new()
    {
        Code = code,
        Severity = severity,
        Message = $"There are more than {limit} {(severity == ProblemSeverity.Error ? "errors" : "warnings")}; the rest is not listed.",
        Remedy = "Fix these first.",
        Source = source,
        Path = "$",
        Line = 1,
        Column = 1,
    };
}
