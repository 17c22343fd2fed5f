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
        return Source(context).Of(context);
    }

    /// <summary>A request that carries a hub has it itself, since its services may be gone before the hub is.</summary>
    private static RequestFlagsSource Source(HttpContext context) =>
        context.Features.Get<RequestFlagsSource>() ?? context.RequestServices.GetService<RequestFlagsSource>()
            ?? throw RequireFlagAttribute.NotRegistered("HttpContext.Flags()");
}
