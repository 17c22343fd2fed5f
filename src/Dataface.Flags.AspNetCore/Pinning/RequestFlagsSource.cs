using System.Runtime.CompilerServices;
using System.Security.Claims;
using Dataface.Flags.AspNetCore.Context;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore.Pinning;

/// <summary>Gives each request its view: the first use makes it, later ones find it.</summary>
internal sealed class RequestFlagsSource(
    IServiceProvider services, RequestContextReader reader, ConnectionFlow connections, IOptions<RequestFlagsOptions> options,
    ILogger<RequestFlagsSource> logger)
{
    private readonly IFlagClient _client = NeededFlags.Of(services, "AddRequestFlags()");
    private int _hasLoggedEarlyPin;

    /// <summary>The view of a request; of one that carries a hub, the view of the invocation that runs.</summary>
    public RequestFlags Of(HttpContext http)
    {
        if (connections.Current is { } connection && ReferenceEquals(connection.Http, http)) return connection.Flags;
        var flags = http.Features.Get<RequestFlags>();
        if (flags is null) return Pin(http);
        return ReferenceEquals(flags.User, http.User) ? flags : OfAnotherUser(http, flags);
    }

    /// <summary>A new view for whoever stands in a request.</summary>
    public RequestFlags For(HttpContext http, ClaimsPrincipal? user)
    {
        var context = reader.Read(http);
        return new(context is null ? null : _client, context ?? EvaluationContext.Empty, user, options.Value);
    }

    /// <summary>A view for a scope that has no request.</summary>
    public RequestFlags WithoutRequest() => new(_client, EvaluationContext.Empty, null, options.Value);

    /// <summary>A view in which every flag is off, because nobody knows who asks.</summary>
    public RequestFlags ForNobodyKnown() => new(null, EvaluationContext.Empty, null, options.Value);

    private RequestFlags Pin(HttpContext http)
    {
        var flags = For(http, http.User);
        http.Features.Set(flags);
        return flags;
    }

    /// <summary>
    /// Long polling authenticates each poll, and SignalR hands the user on to the one request that it keeps. In any other
    /// request, the flags were asked for too early.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RequestFlags OfAnotherUser(HttpContext http, RequestFlags flags)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null) return Pin(http);
        if (http.User.Identity?.IsAuthenticated == true && Interlocked.Exchange(ref _hasLoggedEarlyPin, 1) == 0)
            RequestLog.PinnedEarly(logger);
        return flags;
    }
}
