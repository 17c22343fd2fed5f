using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Keys;

namespace Dataface.Flags.Server.Feed;

/// <summary>Whether a stream may go on: its key may be revoked while it lasts.</summary>
/// <remarks>Keys that have not changed say the same as before, so that a sign of life on ten thousand streams hashes no secret.</remarks>
internal sealed class StreamAccess(KnownKeys keys)
{
    /// <param name="http">The stream's request.</param>
    /// <param name="asked">The keys that were asked last; null for none.</param>
    public bool IsStillValid(HttpContext http, ref KeyRing? asked)
    {
        var ring = keys.Ring;
        if (ReferenceEquals(ring, asked)) return true;
        asked = ring;
        return ring.Find(RequestSecret.Of(http.Request)) is { } caller && caller.Scopes.HasFlag(Scope.Read)
            && caller.Environment == http.Caller().Environment;
    }
}
