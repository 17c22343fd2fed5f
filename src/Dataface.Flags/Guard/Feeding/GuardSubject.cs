using Polly;
using Outcome = Dataface.Flags.Evaluating.Outcome;

namespace Dataface.Flags.Guard;

/// <summary>Whom a guarded call is made for, when its flag was evaluated somewhere else.</summary>
internal sealed record GuardSubject(Outcome Outcome, ulong Unit)
{
    public static readonly ResiliencePropertyKey<GuardSubject?> OfExecution = new("Dataface.Flags.Guard.Subject");

    public static readonly HttpRequestOptionsKey<GuardSubject?> OfRequest = new("Dataface.Flags.Guard.Subject");

    public static GuardSubject? Of<T>(in Evaluation<T> evaluation) =>
        evaluation.Outcome is { Rollout.Recorder: not null } outcome ? new(outcome, evaluation.UnitHash) : null;
}
