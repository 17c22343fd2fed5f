using Dataface.Flags.Documents;
using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Portfolio;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Launch;
using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Experiments.Portfolio.Reading;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Folders;
using Dataface.Flags.Server.Outbound;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Portfolio;

/// <summary>Reads the portfolio's documents, and looks at what the launch claims. Thread-safe.</summary>
internal sealed class PortfolioFolder(
    IOptions<ServerSettings> options, EnvironmentClients clients, OutboundClient outbound, TimeProvider time)
{
    private readonly Fresh<ReadPortfolio> _documents = new(TimeSpan.FromSeconds(2), time);

    /// <summary>Longer, since health addresses are asked.</summary>
    private readonly Fresh<Task<LaunchReadiness>> _launch = new(TimeSpan.FromSeconds(30), time);

    /// <summary>The documents, or what is wrong with them.</summary>
    public ReadPortfolio Read() => _documents.Get(ReadFolder);

    /// <summary>What waits for what.</summary>
    public PortfolioMap Map(PortfolioPlan plan) => MapBuilder.Build(plan, FlagDocumentReader.Today(time));

    /// <summary>Whether the launch may happen.</summary>
    public Task<LaunchReadiness> LaunchAsync(PortfolioPlan plan) => _launch.Get(() => JudgeAsync(plan));

    private string Folder =>
        options.Value.Portfolio is { } folder
            ? Path.GetFullPath(folder)
            : throw new ProblemException(Problem.NotFound("This server shows no portfolio. Start it with --portfolio FOLDER."));

    private ReadPortfolio ReadFolder()
    {
        var (documents, problems) = DocumentFolder.Read(Folder);
        if (problems.Count > 0) return new(null, problems);
        var read = PortfolioDocuments.Read(documents);
        return new(read.Plan, [.. read.Problems.Select(problem => problem.ToString())]);
    }

    private async Task<LaunchReadiness> JudgeAsync(PortfolioPlan plan)
    {
        var sources = new EvidenceSources
        {
            Flags = clients.Definitions,
            Environment = options.Value.Environment,
            Experiments = options.Value.Experiments is { } folder ? ReadExperiments(folder) : null,
            Root = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Folder)),
            Http = outbound.Http,
            Today = FlagDocumentReader.Today(time),
        };
        return LaunchReadiness.Judge(plan.LaunchItems, await new EvidenceChecks(sources).RunAsync(plan.LaunchItems));
    }

    private ExperimentDocumentsResult ReadExperiments(string folder)
    {
        var documents = DocumentFolder.Read(folder).Documents;
        return ExperimentDocuments.Read(
            [.. documents.Select(file => new ExperimentSource(file.Source, file.Utf8Yaml))], new() { Time = time });
    }
}

/// <summary>A portfolio as it was read. Immutable.</summary>
/// <param name="Plan">What is shown; null when the documents are refused, which they are all together.</param>
/// <param name="Problems">What is wrong with them.</param>
internal sealed record ReadPortfolio(PortfolioPlan? Plan, IReadOnlyList<string> Problems);
