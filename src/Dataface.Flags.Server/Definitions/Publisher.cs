using Dataface.Flags.Documents;
using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Definitions;

/// <summary>Puts documents in force: checked first, then durable, then announced. Thread-safe.</summary>
internal sealed class Publisher(ServerStorage storage, Announcer announcer, IOptions<ServerSettings> options, TimeProvider time)
{
    /// <summary>Puts a reviewed document in force.</summary>
    public Task<PublishAnswer> PublishAsync(PublishRequest request, ReadOnlyMemory<byte> body, string expected, CancellationToken cancellationToken) =>
        PutInForceAsync(request.Change(StateAction.Publish, time) with { ExpectedDocument = expected }, body, cancellationToken);

    /// <summary>Puts an earlier document in force again.</summary>
    public async Task<PublishAnswer> RollbackAsync(PublishRequest request, int number, CancellationToken cancellationToken)
    {
        var document = await storage.Definitions.FindAsync(number, cancellationToken)
            ?? throw new ProblemException(Problem.NotFound($"There is no revision {number}. GET /api/flags/history lists them."));
        return await PutInForceAsync(request.Change(StateAction.Rollback, time), document.Utf8Json, cancellationToken);
    }

    private async Task<PublishAnswer> PutInForceAsync(StateChange change, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var warnings = Check(body);
        var document = (await storage.Definitions.PublishAsync(change, body, cancellationToken)).Document;
        var announced = await announcer.OfDocumentAsync();
        if (announced.Problem is { } problem) warnings.Insert(0, problem);
        return new(document.Revision.Number, document.Revision.Hash, announced.ReachName, warnings);
    }

    /// <summary>What a service would refuse is not published.</summary>
    private List<string> Check(ReadOnlyMemory<byte> body)
    {
        var policy = DocumentPolicy.Default with { MaxBytes = options.Value.MaxDocumentBytes };
        var result = FlagDocumentReader.Read(body, "document", policy, time);
        if (!result.IsAccepted) throw new ProblemException(Problem.Refused([.. result.Problems.Select(p => p.ToString())]));
        return [.. result.Problems.Select(p => p.ToString())];
    }
}

/// <summary>Who asks for another document, and why.</summary>
internal sealed record PublishRequest(HttpContext Http, string? By, string Reason, Guid? Id)
{
    public StateChange Change(StateAction action, TimeProvider time) => new()
    {
        Id = ChangeText.Id(Id),
        Environment = "*",
        Action = action,
        Flag = "*",
        By = ChangeText.Who(By, Http.Caller().Name),
        From = Http.Address(),
        Reason = ChangeText.Checked(Reason, "reason"),
        At = time.GetUtcNow(),
    };
}
