using System.Diagnostics.CodeAnalysis;
using Dataface.Flags.AspNetCore.FrontEnd;
using Dataface.Flags.AspNetCore.Gating;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Flags for front ends.</summary>
public static class FrontEndEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a GET that answers with the values, variants and reasons of the listed flags for the sender of the request. Flags that are not
    /// listed are left out, as with a public key of the server. The answer has an ETag, and is not for shared caches; 503 while no flags
    /// are known, and when the request's context cannot be made.
    /// </summary>
    /// <param name="endpoints">The application, or a group.</param>
    /// <param name="pattern">The route, such as <c>/flags</c>.</param>
    /// <param name="keys">The keys of the flags that everyone who may send the request may know.</param>
    /// <exception cref="ArgumentException">There is no key, or one is null or empty.</exception>
    /// <exception cref="InvalidOperationException"><c>AddRequestFlags</c> was not called.</exception>
    /// <example><code>app.MapFrontEndFlags("/flags", "checkout-v2", "headline");</code></example>
    public static IEndpointConventionBuilder MapFrontEndFlags(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, params string[] keys)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Length == 0)
        {
            throw new ArgumentException(
                "A front end sees no flag that is not listed. Write MapFrontEndFlags(\"/flags\", \"checkout-v2\").", nameof(keys));
        }

        foreach (var key in keys) ArgumentException.ThrowIfNullOrWhiteSpace(key, nameof(keys));
        Registration.ThrowIfMissing(endpoints.ServiceProvider, $"MapFrontEndFlags(\"{pattern}\", ...)");
        return endpoints.MapGet(pattern, new FrontEndAnswer([.. keys]).SendAsync);
    }
}
