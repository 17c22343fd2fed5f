using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Reading;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>Reads portfolio documents. Never throws for what a document holds. Thread-safe.</summary>
internal static class PortfolioDocuments
{
    /// <summary>Reads documents that belong together; each may refer to what another has.</summary>
    /// <param name="documents">Each document's name and bytes: YAML in UTF-8.</param>
    public static PortfolioResult Read(IEnumerable<(string Source, ReadOnlyMemory<byte> Utf8Yaml)> documents)
    {
        var read = documents.Select(d => DocumentReader.Read(d.Utf8Yaml, d.Source)).ToList();
        PortfolioLinks.Check(read);
        var problems = read.SelectMany(r => r.Problems.Problems.OrderBy(p => p.Line).ThenBy(p => p.Column)).ToList();
        return new(problems.Exists(p => p.Severity == ProblemSeverity.Error) ? null : Plan(read), problems);
    }

    private static PortfolioPlan Plan(List<ReadDocument> read) => new()
    {
        Bets = [.. read.SelectMany(r => r.Bets).Select(b => b.Item).OrderBy(b => b.Id, StringComparer.Ordinal)],
        Prerequisites = [.. read.SelectMany(r => r.Prerequisites).Select(p => p.Item).OrderBy(p => p.Id, StringComparer.Ordinal)],
        LaunchItems = [.. read.SelectMany(r => r.LaunchItems).Select(i => i.Item).OrderBy(i => i.Id, StringComparer.Ordinal)],
    };
}

/// <summary>What reading came to: all documents are accepted or refused together, because they refer to each other.</summary>
/// <param name="Plan">The portfolio; null when it is refused.</param>
/// <param name="Problems">Everything that is wrong, document by document, from top to bottom.</param>
internal sealed record PortfolioResult(PortfolioPlan? Plan, IReadOnlyList<DocumentProblem> Problems);
