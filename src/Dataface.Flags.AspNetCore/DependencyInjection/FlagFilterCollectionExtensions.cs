using System.Diagnostics.CodeAnalysis;
using Dataface.Flags;
using Dataface.Flags.AspNetCore.Gating;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>MVC filters by flag.</summary>
public static class FlagFilterCollectionExtensions
{
    /// <summary>
    /// Adds a filter, of any kind except authorization, that runs only for requests for which a boolean flag is on. It is made for each
    /// request, with the request's services, after authentication. If in doubt, it is off, as a gate is.
    /// </summary>
    /// <typeparam name="TFilter">The filter's type. Authorization is never behind a flag.</typeparam>
    /// <param name="filters">The filters of MVC, of a page convention, or of an action model.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="order">The filter's order, as for every filter of MVC.</param>
    /// <exception cref="ArgumentException">The key is null or empty, or the filter is an authorization filter.</exception>
    /// <example><code>builder.Services.AddControllers(o => o.Filters.AddForFlag&lt;Timing&gt;("server-timing"));</code></example>
    public static IFilterMetadata AddForFlag<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter>(
        this ICollection<IFilterMetadata> filters, string flag, int order = 0)
        where TFilter : IFilterMetadata
    {
        ArgumentNullException.ThrowIfNull(filters);
        if (typeof(TFilter).IsAssignableTo(typeof(IAuthorizationFilter))
            || typeof(TFilter).IsAssignableTo(typeof(IAsyncAuthorizationFilter)))
        {
            throw new ArgumentException(
                $"{typeof(TFilter).Name} is a filter of authorization, and the flag '{flag}' would switch it off. Add it with "
                + "filters.Add<...>(), and gate what it protects with RequireFlag.");
        }

        var filter = new FlagFilter<TFilter>(FlagKey.Of(flag), order);
        filters.Add(filter);
        return filter;
    }
}
