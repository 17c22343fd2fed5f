using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Policy;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Deciding;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Experiments;

/// <summary>Adds experiments and takes them from step to step, each held to the policy. Thread-safe.</summary>
internal sealed class ExperimentService(
    ServerStorage storage, ExperimentViews views, ExperimentFolder documents, EnvironmentClients clients, ExperimentFlags flags,
    DefinitionTurn turn, ObjectiveGate objectives, ExperimentPolicy policy, TimeProvider time)
{
    private IExperimentStore Store => storage.Experiments;

    /// <summary>An experiment by what is registered of it, which is what is approved and decided on.</summary>
    public async Task<ExperimentView> FindAsync(string id, CancellationToken cancellationToken) =>
        await views.OfAsync(await GetAsync(id, cancellationToken), cancellationToken);

    /// <summary>An experiment as the registry answers it.</summary>
    public async Task<ExperimentAnswer> AnswerAsync(string id, CancellationToken cancellationToken) =>
        Answer(await FindAsync(id, cancellationToken));

    /// <summary>
    /// An experiment after a change of it that is durable: what cannot be read then is left out of the answer, which says so.
    /// </summary>
    public async Task<ExperimentAnswer> AnswerAsync(ExperimentRecord changed)
    {
        try
        {
            return await AnswerAsync(changed.Id, CancellationToken.None);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return ExperimentView.Answer(
                changed, $"The change is kept, but its results could not be read for this answer: {error.Message}");
        }
    }

    public async Task<IReadOnlyList<ExperimentAnswer>> ListAsync(Caller caller, string? status, CancellationToken cancellationToken)
    {
        if (status is not null && ExperimentWords.Statuses.Find(status) is null)
        {
            throw new ProblemException(Problem.Malformed(
                $"'status' is none of: {string.Join(", ", ExperimentWords.Statuses.Words)}. Correct it, or leave it out for all."));
        }

        var list = new List<ExperimentAnswer>();
        foreach (var record in await Store.ListAsync(cancellationToken))
        {
            if (!caller.MaySee(record.Owner)) continue;
            if (status is not null && ExperimentWords.Statuses[record.Status] != status) continue;
            list.Add(Answer(await views.OfAsync(record, cancellationToken)));
        }

        return list;
    }

    /// <summary>The experiments on a flag that a caller may see, by identifier; none in an environment that they do not run in.</summary>
    public async Task<IReadOnlyList<ExperimentView>> OnFlagAsync(string flag, string environment, Caller caller,
        CancellationToken cancellationToken)
    {
        var list = new List<ExperimentView>();
        if (environment != flags.Environment) return list;
        foreach (var record in await Store.ListAsync(cancellationToken))
        {
            if (caller.MaySee(record.Owner) && RegisteredDefinition.Read(record.Definition,
                record.Id)?.Flag == flag) list.Add(await views.OfAsync(record, cancellationToken));
        }

        return list;
    }

    /// <summary>Adds a draft; one of a team's key is the team's.</summary>
    public Task<ExperimentRecord> CreateAsync(ExperimentRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.Kpis.Count == 0) throw new ProblemException(Problem.Malformed("'kpis' is empty. Name at least the one that decides."));
        var draft = new ExperimentDraft
        {
            Id = request.Id,
            Name = request.Name,
            Hypothesis = request.Hypothesis,
            Owner = request.Owner ?? caller.Team ?? caller.Name,
            Kpis = request.Kpis
        };
        return CreateAsync(draft, caller, cancellationToken);
    }

    public Task<ExperimentRecord> CreateAsync(ReadOnlyMemory<byte> yaml, Caller caller, CancellationToken cancellationToken) =>
        CreateAsync(Read(yaml), caller, cancellationToken);

    /// <summary>Gives a draft another document.</summary>
    public async Task<ExperimentRecord> ReplaceAsync(
        string id, ReadOnlyMemory<byte> yaml, Caller caller, string reason, CancellationToken cancellationToken)
    {
        var draft = Read(yaml);
        var record = await GetAsync(id, cancellationToken);
        if (draft.Id != id)
            throw new ProblemException(
                Problem.Malformed($"The document is for '{draft.Id}', not for '{id}'. Correct its id, or the address."));
        CheckOwner(draft, caller);
        return await Store.ReplaceAsync(draft, record.Version, caller.Name, reason, cancellationToken);
    }

    /// <summary>Takes an experiment a step on.</summary>
    public async Task<ExperimentRecord> ChangeAsync(string id, StatusRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var by = ChangeText.Who(request.By, caller.Name);
        if (ExperimentWords.Statuses.Find(request.To) is not { } to)
            throw new ProblemException(Problem.Malformed($"'to' is not one of: {string.Join(", ", ExperimentWords.Statuses.Words)}."));
        using var taken = to == ExperimentStatus.Running ? await turn.TakeAsync(cancellationToken) : null;
        var record = await GetAsync(id, cancellationToken);
        var view = await FindAsync(id, cancellationToken);
        var decision = to == ExperimentStatus.Decided ? DecisionOf(request, by, view.Decision) : record.Decision;
        var problems = (await LifecycleAsync(cancellationToken))
            .Check(view.Definition with { Decision = decision }, to, await OthersAsync(id, cancellationToken));
        var errors = problems.Where(p => p.Severity == ProblemSeverity.Error).Select(p => $"{p.Code}: {p.Message} {p.Remedy}").ToList();
        if (to == ExperimentStatus.Running && await objectives.WhyNotAsync(view.Definition, cancellationToken) is { } why) errors.Add(why);
        if (to == ExperimentStatus.Decided
            && record.Status == ExperimentStatus.Running) errors.AddRange(ProblemsOf(decision!, view.Decision));
        if (to == ExperimentStatus.Approved && record.Status == ExperimentStatus.Draft
            && await OwnApprovalAsync(id, caller, cancellationToken) is { } own) errors.Add(own);
        if (errors.Count > 0) throw new ProblemException(Problem.StepRefused(errors));
        var change = new StatusChange(
            id, to, by, ChangeText.Checked(request.Reason, "reason"), to == ExperimentStatus.Decided ? decision : null, record.Version);
        return await Store.ChangeStatusAsync(change, cancellationToken);
    }

    public async Task<ExperimentRecord> GetAsync(string id, CancellationToken cancellationToken) =>
        await Store.FindAsync(id, cancellationToken) ?? throw NotFound(id);

    /// <summary>One that is not there, or not there for whoever asks: the same words, so that nobody learns which.</summary>
    public static RefusalException NotFound(string id) => RegistryRules.NotFound(id);

    private ExperimentAnswer Answer(ExperimentView view) => view.Answer(documents.WarningsOf(view.Record));

    private static void CheckOwner(ExperimentDraft draft, Caller caller)
    {
        if (caller.MaySee(draft.Owner)) return;
        throw new ProblemException(Problem.Forbidden(
            $"The key '{caller.Name}' is for experiments of the team '{caller.Team}' only, and the owner of this one is "
            + $"'{draft.Owner}'. Make the team its owner, or use another key."));
    }

    private Task<ExperimentRecord> CreateAsync(ExperimentDraft draft, Caller caller, CancellationToken cancellationToken)
    {
        CheckOwner(draft, caller);
        return Store.CreateAsync(draft, caller.Name, cancellationToken);
    }

    private ExperimentContext Context() =>
        new() { Policy = policy, Flags = clients.Definitions, Environment = flags.Environment, Time = time };

    /// <summary>By what is in force at this moment, kills included; before the first publication there is no flag.</summary>
    private async Task<ExperimentLifecycle> LifecycleAsync(CancellationToken cancellationToken)
    {
        await clients.RefreshAsync(cancellationToken);
        var now = await flags.NowAsync(cancellationToken);
        return new(Context() with { Flags = now.Document ?? FlagDocument.Empty, State = now.State });
    }

    private ExperimentDraft Read(ReadOnlyMemory<byte> yaml)
    {
        var read = ExperimentDocuments.Read([new("document", yaml)], Context());
        if (!read.IsAccepted) throw new ProblemException(Problem.Refused([.. read.Problems.Select(p => p.ToString())]));
        var experiment = read.Experiments.Single();
        return new()
        {
            Id = experiment.Id,
            Name = experiment.Title,
            Hypothesis = experiment.Hypothesis,
            Owner = experiment.Owner,
            Kpis = [.. experiment.Metrics.Select(m => m.Name)],
            Definition = Encoding.UTF8.GetString(yaml.Span),
        };
    }

    /// <summary>A decision is the recommendation or overrides it, and its readout is there, as far as the server can see.</summary>
    private IEnumerable<string> ProblemsOf(DecisionRecord decision, Decision readout)
    {
        if (RecommendedDecision.ProblemOf(decision,
            readout) is { } problem) yield return $"{ExperimentProblemCode.NotRecommended}: {problem}";
        if (decision.Readout is not { } path || ReadoutPlace.IsAddress(path) || documents.HasFile(path) == true) yield break;
        yield return $"{ExperimentProblemCode.NoReadout}: " + (documents.HasFile(path) is null
            ? $"{YamlText.Shown(path)} is not an address, and this server has no folder of documents to look into. Name the address where "
                + "it can be read, such as this server's own, https://HOST/experiments/ID/readout.md."
            : $"There is no file {YamlText.Shown(path)} in the folder around the documents. Correct the path, or name the address where it "
                + "can be read.");
    }

    /// <summary>Two pairs of eyes: whoever wrote a design last does not approve it. Keys are known; names beside them are typed.</summary>
    private async Task<string?> OwnApprovalAsync(string id, Caller caller, CancellationToken cancellationToken) =>
        RegistryRules.EditorOf(await Store.ReadAuditAsync(id, cancellationToken)) == caller.Name
            ? $"{ExperimentProblemCode.SelfApproved}: The key '{caller.Name}' has last edited this design, and so cannot approve it. Have "
                + $"somebody with another key do it; 'dataface-flags keys make NAME --scopes read,operate' makes one."
            : null;

    private DecisionRecord DecisionOf(StatusRequest request, string by, Decision readout)
    {
        if (ExperimentWords.Verdicts.Find(request.Verdict ?? "") is not { } verdict)
        {
            throw new ProblemException(
                Problem.Malformed($"A decision needs a 'verdict', one of: {string.Join(", ", ExperimentWords.Verdicts.Words)}."));
        }

        return new()
        {
            Verdict = verdict,
            On = FlagDocumentReader.Today(time),
            By = by,
            Readout = request.Readout is null ? null : ChangeText.Checked(request.Readout, "readout"),
            Rationale = ChangeText.Checked(request.Reason, "reason"),
            Recommended = RecommendedDecision.Of(readout),
            Override = request.Override is null ? null : new()
            {
                Recommended = RecommendedDecision.VerdictOf(readout.Recommendation),
                Reason = ChangeText.Checked(request.Override, "override"),
            },
        };
    }

    private async Task<List<ExperimentDefinition>> OthersAsync(string id, CancellationToken cancellationToken)
    {
        var others = new List<ExperimentDefinition>();
        foreach (var record in await Store.ListAsync(cancellationToken))
        {
            if (record.Id != id && RegisteredDefinition.Read(record.Definition, record.Id) is { } other)
                others.Add(other with { Status = record.Status, Decision = record.Decision });
        }

        return others;
    }
}
