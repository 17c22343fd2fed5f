namespace Dataface.Flags.Server.Definitions;

/// <summary>Says what is in force now.</summary>
/// <param name="Number">The document's number.</param>
/// <param name="Sha256">The hash of its bytes, which is also its ETag.</param>
/// <param name="Reach">How far that got.</param>
/// <param name="Warnings">What the document is warned of.</param>
internal sealed record PublishAnswer(int Number, string Sha256, string Reach, IReadOnlyList<string> Warnings);

/// <summary>Asks for an earlier document.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Id">Identifies the change, so that it can be sent twice.</param>
/// <param name="By">Who, if not just the key's owner.</param>
/// <param name="BreakExperiments">The experiments that run and may be broken by it; none when it is left out.</param>
internal sealed record RollbackRequest(string Reason, Guid? Id = null, string? By = null, IReadOnlyList<string>? BreakExperiments = null);
