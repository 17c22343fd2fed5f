using Dataface.Flags.AspNetCore;
using Dataface.Flags.AspNetCore.Pinning;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Http;

/// <summary>Provides the flags of a request.</summary>
public static class RequestFlagsHttpContextExtensions
{
    /// <summary>
    /// The flags for this request, pinned at the first use: the same as the injected <see cref="IRequestFlags"/>. Call it after
    /// authentication. As with everything in a request, do not make the first call from several threads at once; the result is thread-safe.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException"><c>AddRequestFlags</c> was not called.</exception>
    public static IRequestFlags Flags(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.RequestServices.GetRequiredService<RequestFlagsSource>().Of(context);
    }
}
