using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Definitions;

/// <summary>Keeps a document from breaking experiments that run, unless somebody says which and why. Thread-safe.</summary>
internal sealed class ExperimentHold(ServerStorage storage, EnvironmentClients clients, IOptions<ServerSettings> options)
{
    /// <summary>The experiments that a document breaks, each of which was named; refuses it when one was not.</summary>
    /// <param name="next">The document that is to be in force.</param>
    /// <param name="named">The experiments that may be broken.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    public async Task<IReadOnlyList<string>> CheckAsync(FlagDocument next, IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        var running = (await storage.Experiments.ListAsync(cancellationToken))
            .Where(record => record.Status == ExperimentStatus.Running).ToList();
        if (named.FirstOrDefault(id => running.TrueForAll(record => record.Id != id)) is { } unknown)
        {
            throw new ProblemException(Problem.NotPossible(
                $"No experiment '{YamlText.Shown(unknown)}' runs that could be broken. Leave it out, or correct its identifier."));
        }

        if (running.Count == 0) return [];
        await clients.RefreshAsync(cancellationToken);
        var (before, environment) = (clients.Definitions ?? FlagDocument.Empty, options.Value.Environment);
        var (broken, problems) = (new List<string>(), new List<string>());
        foreach (var record in running)
        {
            if (RegisteredDefinition.Read(record.Definition, record.Id) is not { } experiment) continue;
            var reasons = FlagHold.Breaks(experiment, before, next, environment);
            if (reasons.Count == 0) continue;
            broken.Add(record.Id);
            if (named.Contains(record.Id)) continue;
            problems.Add($"The experiment '{record.Id}' runs on the flag '{experiment.Flag}': {string.Join("; ", reasons)}.");
        }

        return problems.Count == 0 ? broken : throw new ProblemException(Problem.ExperimentBroken(problems));
    }
}
