using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Policy;

namespace Dataface.Flags.Experiments;

/// <summary>Reads experiment documents and checks them against the policy. Never throws for what a document holds. Thread-safe.</summary>
public static class ExperimentDocuments
{
    /// <summary>
    /// Reads documents that belong together: identifiers are unique among them, and running experiments are compared with each other.
    /// </summary>
    /// <param name="documents">Each document's name and bytes: YAML in UTF-8.</param>
    /// <param name="context">What they are checked against; null for the defaults, without flags and code.</param>
    /// <exception cref="IOException">Code that the context names cannot be read.</exception>
    public static ExperimentDocumentsResult Read(IReadOnlyList<ExperimentSource> documents, ExperimentContext? context = null) =>
        Read(documents, context, []);

    /// <param name="tolerated">Codes that refuse no document here: an experiment that is overdue can be decided still.</param>
    internal static ExperimentDocumentsResult Read(
        IReadOnlyList<ExperimentSource> documents, ExperimentContext? context, IReadOnlyList<string> tolerated)
    {
        ArgumentNullException.ThrowIfNull(documents);
        context ??= new();
        var read = documents.Select(d => ExperimentReader.Read(d.Utf8Yaml, d.Source)).ToList();
        var scopes = read.Where(r => r.Experiment is not null)
            .Select(r => new CheckScope(r.Experiment!, context, r.Problems, r.Fields!.Owner)).ToList();
        RefuseDuplicates(scopes);
        foreach (var scope in scopes) ExperimentChecks.Run(scope);
        OverlapCheck.Run(scopes, context);
        var problems = read.SelectMany(r => r.Problems.Problems.OrderBy(p => p.Line).ThenBy(p => p.Column)).ToList();
        var good = read.Zip(documents).Where(r => r.First.Experiment is not null && IsGood(r.First.Problems.Problems, tolerated)).ToList();
        return new()
        {
            Experiments = [.. good.Select(r => r.First.Experiment!)],
            Problems = problems,
            Sources = [.. good.Select(r => r.Second)]
        };
    }

    private static bool IsGood(IReadOnlyList<DocumentProblem> problems, IReadOnlyList<string> tolerated) =>
        problems.All(p => p.Severity != ProblemSeverity.Error || tolerated.Contains(p.Code));

    private static void RefuseDuplicates(List<CheckScope> scopes)
    {
        foreach (var same in scopes.Where(s => s.Experiment.Id.Length > 0).GroupBy(s => s.Experiment.Id, StringComparer.Ordinal))
        {
            // Nobody can know which of them is meant, so none is.
            foreach (var scope in same.Where(_ => same.Count() > 1))
            {
                var other = same.First(s => s != scope).Source;
                scope.Error(ExperimentProblemCode.DuplicateId, "id", $"{other} is the experiment '{same.Key}', too.",
                    "Give one of them its own identifier.");
            }
        }
    }
}

/// <summary>A document's bytes and its name in problems.</summary>
/// <param name="Source">The name for the document in problems, such as the file's name.</param>
/// <param name="Utf8Yaml">YAML in UTF-8, optionally with a byte order mark.</param>
public sealed record ExperimentSource(string Source, ReadOnlyMemory<byte> Utf8Yaml);

/// <summary>The result of reading documents: each is accepted or refused as a whole.</summary>
public sealed record ExperimentDocumentsResult
{
    /// <summary>The experiments that were accepted, in the order of the documents.</summary>
    public required IReadOnlyList<ExperimentDefinition> Experiments { get; init; }

    /// <summary>Everything that is wrong, document by document, from top to bottom; a refused document has at least one error.</summary>
    public required IReadOnlyList<DocumentProblem> Problems { get; init; }

    /// <summary>Whether every document was accepted.</summary>
    public bool IsAccepted => Problems.All(p => p.Severity != ProblemSeverity.Error);

    /// <summary>What the experiments were read from, in their order.</summary>
    internal IReadOnlyList<ExperimentSource> Sources { get; init; } = [];
}
