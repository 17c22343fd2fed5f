using System.Runtime.CompilerServices;
using Dataface.Flags.AspNetCore.Context;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.AspNetCore;

/// <summary>Gives each request its pin: the first use makes it, later ones find it.</summary>
internal sealed class RequestFlagsSource(IFlagClient client, RequestContextReader reader, ILogger<RequestFlagsSource> logger)
{
    private int _hasLoggedEarlyPin;

    /// <summary>The pin of a request.</summary>
    public RequestFlags Of(HttpContext http)
    {
        var flags = http.Features.Get<RequestFlags>();
        if (flags is null) return Pin(http);
        if (!ReferenceEquals(flags.User, http.User)) WarnOfEarlyPin(http);
        return flags;
    }

    /// <summary>A pin for a scope that has no request.</summary>
    public RequestFlags WithoutRequest() => new(client.Pin(), EvaluationContext.Empty, null);

    private RequestFlags Pin(HttpContext http)
    {
        var context = reader.Read(http);
        var flags = new RequestFlags(context is null ? FlagSnapshot.Empty : client.Pin(), context ?? EvaluationContext.Empty, http.User);
        http.Features.Set(flags);
        return flags;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WarnOfEarlyPin(HttpContext http)
    {
        if (http.User.Identity?.IsAuthenticated == true && Interlocked.Exchange(ref _hasLoggedEarlyPin, 1) == 0) RequestLog.PinnedEarly(logger);
    }
}
