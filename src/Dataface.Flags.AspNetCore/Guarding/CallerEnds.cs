using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace Dataface.Flags.AspNetCore.Guarding;

/// <summary>
/// Tells responses that go on until their caller leaves: leaving them is no give-up, and how long they last says nothing of the
/// work.
/// </summary>
internal static class CallerEnds
{
    /// <summary>Whether a response that begins, or has begun, is one.</summary>
    public static bool Response(HttpContext http) =>
        http.Response.StatusCode == StatusCodes.Status101SwitchingProtocols
        || http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
        || Says(http.Response.ContentType, "text/event-stream")
        || Says(http.Response.ContentType, "application/grpc")
        || http.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null;

    private static bool Says(string? contentType, string kind) => contentType?.StartsWith(kind, StringComparison.OrdinalIgnoreCase) == true;
}
