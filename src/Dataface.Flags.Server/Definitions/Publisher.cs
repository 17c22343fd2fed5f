using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Definitions;

/// <summary>Puts documents in force: checked first, then durable, then announced. Thread-safe.</summary>
internal sealed class Publisher(
    ServerStorage storage, Announcer announcer, ExperimentHold hold, DefinitionTurn turn, IOptions<ServerSettings> options,
        TimeProvider time)
{
    /// <summary>Puts a reviewed document in force.</summary>
    public Task<PublishAnswer> PublishAsync(
        PublishRequest request, ReadOnlyMemory<byte> body, string expected, CancellationToken cancellationToken) =>
        PutInForceAsync(request.Change(StateAction.Publish, time) with { ExpectedDocument = expected }, request.Breaks, body,
            cancellationToken);

    /// <summary>Puts an earlier document in force again.</summary>
    public async Task<PublishAnswer> RollbackAsync(PublishRequest request, int number, CancellationToken cancellationToken)
    {
        var document = await storage.Definitions.FindAsync(number, cancellationToken)
            ?? throw new ProblemException(Problem.NotFound($"There is no revision {number}. GET /api/flags/history lists them."));
        return await PutInForceAsync(request.Change(StateAction.Rollback, time), request.Breaks, document.Utf8Json, cancellationToken);
    }

    private async Task<PublishAnswer> PutInForceAsync(
        StateChange change, IReadOnlyList<string> breaks, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var (next, warnings) = Check(body);
        PublishedDocument document;
        using (await turn.TakeAsync(cancellationToken))
        {
            var broken = await hold.CheckAsync(next, breaks, cancellationToken);
            document = broken.Count == 0
                ? (await storage.Definitions.PublishAsync(change, body, cancellationToken)).Document
                : await BreakAsync(change, broken, body);
        }

        var announced = await announcer.OfDocumentAsync();
        if (announced.Problem is { } problem) warnings.Insert(0, problem);
        return new(document.Revision.Number, document.Revision.Hash, announced.ReachName, warnings);
    }

    /// <summary>Both audits say it: those of the experiments before it happens, since afterwards it could be left out.</summary>
    private async Task<PublishedDocument> BreakAsync(StateChange change, IReadOnlyList<string> broken, ReadOnlyMemory<byte> body)
    {
        var hash = PublishedDocument.HashOf(body.Span);
        async Task NoteAsync(string action, string reason)
        {
            foreach (var id in broken) await storage.Experiments.NoteAsync(new(id, action, change.By, reason, $"document {hash}"),
                CancellationToken.None);
        }

        await NoteAsync(ExperimentNote.Break, change.Reason);
        try
        {
            var named = string.Join(", ", broken.Select(id => $"'{id}'"));
            var said = change with { Reason = $"{change.Reason} (breaks the experiment{(broken.Count == 1 ? "" : "s")} {named})" };
            return (await storage.Definitions.PublishAsync(said, body, CancellationToken.None)).Document;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await NoteAsync(ExperimentNote.BreakFailed, error.Message);
            throw;
        }
    }

    /// <summary>What a service would refuse is not published.</summary>
    private (FlagDocument Document, List<string> Warnings) Check(ReadOnlyMemory<byte> body)
    {
        var policy = DocumentPolicy.Default with { MaxBytes = options.Value.MaxDocumentBytes };
        var result = FlagDocumentReader.Read(body, "document", policy, time);
        var problems = result.Problems.Select(p => p.ToString()).ToList();
        return result.Document is { } document ? (document, problems) : throw new ProblemException(Problem.Refused(problems));
    }
}

/// <summary>Who asks for another document, and why.</summary>
internal sealed record PublishRequest(HttpContext Http, string? By, string Reason, Guid? Id, IReadOnlyList<string> Breaks)
{
    /// <summary>Where from, if not just the address.</summary>
    public string? From { get; init; }

    public StateChange Change(StateAction action, TimeProvider time) => new()
    {
        Id = ChangeText.Id(Id),
        Environment = "*",
        Action = action,
        Flag = "*",
        By = ChangeText.Who(By, Http.Caller().Name),
        From = From is null ? Http.Address() : $"{From} ({Http.Address()})",
        Reason = ChangeText.Checked(Reason, "reason"),
        At = time.GetUtcNow(),
    };
}
