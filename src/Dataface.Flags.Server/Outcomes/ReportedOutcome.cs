using System.Text.Json;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Server.Outcomes;

/// <summary>What a client says of one call.</summary>
/// <param name="Id">Its id: what comes again with it counts once.</param>
/// <param name="Flag">The flag that was evaluated; null for a request of an objective.</param>
/// <param name="Objective">The objective that a request counts for; null for a call of a flag.</param>
/// <param name="Subject">Whom it was for.</param>
/// <param name="Variant">The variant that the client has served; null when it does not say.</param>
/// <param name="Result">How the call ended; null for a mere signal.</param>
/// <param name="Elapsed">How long it took; null when that was not measured.</param>
/// <param name="Signal">A named signal, or null.</param>
internal sealed record ReportedOutcome(
    string Id, string? Flag, string? Objective, OutcomeSubject Subject, string? Variant,
    GuardOutcome? Result, TimeSpan? Elapsed, string? Signal);

/// <summary>Whom a call was for.</summary>
/// <param name="Unit">The unit alone; null when there is a context.</param>
/// <param name="Context">The outcome, with its member <c>context</c>; undefined when there is just a unit.</param>
internal readonly record struct OutcomeSubject(string? Unit, JsonElement Context);
