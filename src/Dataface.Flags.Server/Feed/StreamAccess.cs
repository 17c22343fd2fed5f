using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Keys;

namespace Dataface.Flags.Server.Feed;

/// <summary>Whether a stream may go on: its key may be revoked while it lasts.</summary>
internal sealed class StreamAccess(KnownKeys keys)
{
    public bool IsStillValid(HttpContext http) =>
        keys.Ring.Find(RequestSecret.Of(http.Request)) is { } caller && caller.Scopes.HasFlag(Scope.Read)
            && caller.Environment == http.Caller().Environment;
}
