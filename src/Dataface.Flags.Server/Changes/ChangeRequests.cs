using Dataface.Flags.Server.Instances;

namespace Dataface.Flags.Server.Changes;

/// <summary>Asks for a kill or a restore.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Reason">Why.</param>
/// <param name="Id">Identifies the change, so that it can be sent twice; made up when it is left out.</param>
/// <param name="By">Who, if not just the key's owner.</param>
/// <param name="From">Where from, if not just the address.</param>
/// <param name="At">When, if it was earlier and is delivered late.</param>
/// <param name="Evidence">What decided, as JSON on one line.</param>
/// <param name="Wait">How many seconds the answer may wait for instances to confirm, at most 60; 0 for not at all.</param>
internal sealed record KillRequest(
    string Environment,
    string Reason,
    Guid? Id = null,
    string? By = null,
    string? From = null,
    DateTimeOffset? At = null,
    string? Evidence = null,
    double Wait = 0);

/// <summary>
/// Asks for a change of a ramp: by an operator, who names at most the rule, or by a guard, which names rollout, stage, epoch and share.
/// </summary>
/// <inheritdoc cref="KillRequest"/>
/// <param name="Action">advance, pause or resume.</param>
/// <param name="Rule">The rule whose rollout is meant; null for the environment's own.</param>
/// <param name="Rollout">The rollout's id, from a guard.</param>
/// <param name="Stage">The step to go to, from 0.</param>
/// <param name="Epoch">The number of the evidence epoch that begins, from 1.</param>
/// <param name="Share">The share from then on, in thousandths of a percent.</param>
internal sealed record RampRequest(
    string Environment,
    string Action,
    string Reason,
    Guid? Id = null,
    string? By = null,
    string? From = null,
    DateTimeOffset? At = null,
    string? Evidence = null,
    string? Rule = null,
    string? Rollout = null,
    int Stage = 0,
    int Epoch = 1,
    int Share = 0);

/// <summary>Says how far a change got.</summary>
/// <param name="Id">The change.</param>
/// <param name="Flag">The flag's key.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Reach"><c>durable</c>: survives a restart; <c>fleet</c>: announced to every stream; <c>confirmed</c>: all have it.</param>
/// <param name="Cursor">Where the feed stands, the change included.</param>
/// <param name="Sequence">The position of the change's record in the trail: a feed at or past it holds the change.</param>
/// <param name="Warnings">What looks like a mistake.</param>
internal sealed record ChangeAnswer(Guid Id, string Flag, string Environment, string Reach, string Cursor, long Sequence,
    IReadOnlyList<string> Warnings)
{
    /// <summary>In how many instances it is in force; null when the request did not wait for that.</summary>
    public Confirmation? Confirmation { get; init; }
}
