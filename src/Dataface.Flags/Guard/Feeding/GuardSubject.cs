using Polly;

namespace Dataface.Flags.Guard.Feeding;

/// <summary>Where it is noted whom a guarded call is made for, when its flag was evaluated somewhere else.</summary>
internal static class GuardSubject
{
    public static readonly ResiliencePropertyKey<GuardedUnit> OfExecution = new("Dataface.Flags.Guard.Subject");

    public static readonly HttpRequestOptionsKey<GuardedUnit> OfRequest = new("Dataface.Flags.Guard.Subject");
}
