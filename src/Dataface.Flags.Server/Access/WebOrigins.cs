using System.Collections.Frozen;
using Dataface.Flags.Server.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Access;

/// <summary>The origins of web pages that may evaluate flags, with public keys and without cookies. Thread-safe.</summary>
internal sealed class WebOrigins(IOptions<ServerSettings> options)
{
    /// <summary>What OpenFeature's providers send, and what tracing in a page adds.</summary>
    private static readonly string[] Headers =
        ["Authorization", "X-API-Key", "Content-Type", "If-None-Match", "traceparent", "tracestate", "baggage"];

    private readonly FrozenSet<string> _origins = options.Value.OfrepOrigins.ToFrozenSet(StringComparer.Ordinal);

    public bool IsEmpty => _origins.Count == 0;

    /// <summary>Whether a request comes from a page of one of them, as its browser says.</summary>
    public bool Include(HttpContext http) =>
        _origins.Count > 0 && http.Request.Headers.Origin is { Count: 1 } sent && _origins.Contains(sent[0]!);

    /// <summary>What browsers are told.</summary>
    public void Apply(CorsPolicyBuilder policy) => policy
        .WithOrigins([.. _origins]).WithMethods(HttpMethods.Post).WithHeaders(Headers)
        .WithExposedHeaders("ETag", "Retry-After").SetPreflightMaxAge(TimeSpan.FromHours(1));

    /// <summary>What is wrong with the setting: an origin that no browser sends would silently admit nobody.</summary>
    public static IEnumerable<string> Faults(ServerSettings options)
    {
        foreach (var text in options.OfrepOrigins)
        {
            var near = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Host.Length > 0
                ? $"{uri.Scheme}://{uri.IdnHost}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}" : null;
            if (near is not null && near == text) continue;
            yield return $"OfrepOrigins has '{text}', which is not an origin as browsers send it: scheme, host in small letters, and the "
                + $"port unless it is the usual one. Write {near ?? "each one by itself, such as https://shop.example.com"}.";
        }
    }
}
