using System.Collections.Concurrent;
using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Portfolio.Documents;

namespace Dataface.Flags.Experiments.Portfolio.Launch;

/// <summary>Looks at the evidence that can be looked at.</summary>
internal sealed class EvidenceChecks(EvidenceSources sources)
{
    private const int AtOnce = 16;

    /// <summary>The evidence of each item, by its identifier.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Evidence>>> RunAsync(
        IReadOnlyList<LaunchItem> items, CancellationToken cancellationToken = default)
    {
        var found = new ConcurrentDictionary<string, IReadOnlyList<Evidence>>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            items, options, async (item, cancel) => found[item.Id] = await RunAsync(item, cancel).ConfigureAwait(false))
            .ConfigureAwait(false);
        return found;
    }

    private async Task<IReadOnlyList<Evidence>> RunAsync(LaunchItem item, CancellationToken cancellationToken)
    {
        var evidence = new List<Evidence>();
        if (item.KillSwitch is { } flag) evidence.Add(KillSwitch(flag));
        if (item.Rollback is { } path) evidence.Add(Rollback(path));
        if (item.Health is { } address) evidence.Add(await HealthAsync(address, cancellationToken).ConfigureAwait(false));
        if (item.Experiment is { } experiment) evidence.Add(Experiment(experiment));
        return evidence;
    }

    /// <summary>Killing must change something: the flag is there, lives, and does something in the environment.</summary>
    private Evidence KillSwitch(string key)
    {
        if (sources.Flags is not { } document)
        {
            return Of(EvidenceKind.KillSwitch, key, EvidenceState.NotChecked, "was not looked for: give the flag document");
        }

        if (!document.Flags.TryGetValue(key, out var flag))
        {
            var near = Spelling.Nearest(key, document.Flags.Keys) is { } name ? $"; did you mean '{name}'?" : "";
            return Of(EvidenceKind.KillSwitch, key, EvidenceState.Bad, $"is not a flag of the document{near}");
        }

        if (flag.EffectiveExpiry <= sources.Today)
        {
            return Of(EvidenceKind.KillSwitch, key, EvidenceState.Bad,
                $"expired on {flag.EffectiveExpiry.ToString("O", CultureInfo.InvariantCulture)}, so that a kill changes nothing");
        }

        return flag.Environments.ContainsKey(sources.Environment)
            ? Of(EvidenceKind.KillSwitch, key, EvidenceState.Good, $"is a flag in {sources.Environment} and can be killed")
            : Of(EvidenceKind.KillSwitch, key, EvidenceState.Bad,
                $"has no entry for {sources.Environment}, so that a kill changes nothing");
    }

    private Evidence Rollback(string path)
    {
        if (sources.Root is not { } root)
            return Of(EvidenceKind.Rollback, path, EvidenceState.NotChecked, "was not looked for: give the folder");
        var file = new FileInfo(Path.Combine(root, path));
        if (!file.Exists) return Of(EvidenceKind.Rollback, path, EvidenceState.Bad, "does not exist");
        return file.Length > 0 ? Of(EvidenceKind.Rollback, path, EvidenceState.Good, "exists")
            : Of(EvidenceKind.Rollback, path, EvidenceState.Bad, "is empty");
    }

    private async Task<Evidence> HealthAsync(Uri address, CancellationToken cancellationToken)
    {
        var subject = address.ToString();
        if (sources.Http is not { } http) return Of(EvidenceKind.Health, subject, EvidenceState.NotChecked, "was not asked");
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            var status = (int)answer.StatusCode;
            var state = answer.IsSuccessStatusCode ? EvidenceState.Good : EvidenceState.Bad;
            return Of(EvidenceKind.Health, subject, state, string.Create(CultureInfo.InvariantCulture, $"answers {status}"));
        }
        catch (HttpRequestException error)
        {
            return Of(EvidenceKind.Health, subject, EvidenceState.Bad, $"does not answer: {error.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Of(EvidenceKind.Health, subject, EvidenceState.Bad,
                string.Create(CultureInfo.InvariantCulture, $"does not answer within {http.Timeout.TotalSeconds:0.#} s"));
        }
    }

    private Evidence Experiment(string id)
    {
        if (sources.Experiments is not { } read)
        {
            return Of(EvidenceKind.Experiment, id, EvidenceState.NotChecked, "was not looked for: give the experiments");
        }

        if (read.Experiments.FirstOrDefault(e => e.Id == id) is not { } found)
        {
            var refused = read.IsAccepted ? "" : "; 'experiments lint' says which documents are refused";
            return Of(EvidenceKind.Experiment, id, EvidenceState.Bad, $"is not one of the accepted experiments{refused}");
        }

        var state = found.Status >= ExperimentStatus.Decided ? EvidenceState.Good : EvidenceState.Bad;
        return Of(EvidenceKind.Experiment, id, state, $"is {ExperimentWords.Statuses[found.Status]}");
    }

    private static Evidence Of(EvidenceKind kind, string subject, EvidenceState state, string detail) => new(kind, subject, state, detail);
}
