using System.Security.Claims;

namespace Dataface.Flags.AspNetCore;

/// <summary>A pin. Kept among the request's features, and so forgotten with them.</summary>
internal sealed class RequestFlags(FlagSnapshot snapshot, EvaluationContext context, ClaimsPrincipal? user) : IRequestFlags
{
    public FlagSnapshot Snapshot => snapshot;

    public EvaluationContext Context => context;

    /// <summary>The user at the time of the pin, to notice a pin that was made before authentication.</summary>
    public ClaimsPrincipal? User => user;

    public bool IsEnabled(FlagKey<bool> key) => snapshot.IsEnabled(key, context);
}
