using Dataface.Flags;
using Dataface.Flags.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Gates endpoints by flags.</summary>
public static class RequireFlagConventionBuilderExtensions
{
    /// <summary>
    /// Gates an endpoint, a group, or all endpoints of a kind (<c>MapControllers()</c>, <c>MapRazorPages()</c>, a hub) by a boolean flag.
    /// See
    /// <see cref="RequireFlagAttribute"/>.
    /// </summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="statusCode">The status while the flag is off, 400 to 599; 0 for the one of the options.</param>
    /// <exception cref="ArgumentException">The key is null or empty, or the status is no failure.</exception>
    /// <exception cref="InvalidOperationException">When the endpoints are built: <c>AddRequestFlags</c> was not called.</exception>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, string flag, int statusCode = 0)
        where TBuilder : IEndpointConventionBuilder => RequireFlag(builder, FlagKey.Of(flag), statusCode);

    /// <inheritdoc cref="RequireFlag{TBuilder}(TBuilder, string, int)"/>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, FlagKey<bool> flag, int statusCode = 0)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(flag);
        var required = new RequireFlagAttribute(flag) { StatusCode = statusCode };
        builder.Add(endpoint =>
        {
            ThrowIfNotRegistered(endpoint.ApplicationServices, flag.Key);
            endpoint.Metadata.Add(required);
        });
        return builder;
    }

    /// <summary>
    /// Without the services nothing would stand in the way; some builders do not know the application's services, and cannot be checked.
    /// </summary>
    private static void ThrowIfNotRegistered(IServiceProvider services, string flag)
    {
        var isRegistered = services.GetService<IServiceProviderIsService>()?.IsService(typeof(IRequireFlagFilters));
        if (isRegistered == false) throw RequireFlagAttribute.NotRegistered(flag);
    }
}
