using Dataface.Flags;
using Dataface.Flags.AspNetCore;
using Dataface.Flags.AspNetCore.Gating;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Gates endpoints by flags.</summary>
public static class RequireFlagConventionBuilderExtensions
{
    /// <summary>
    /// Gates an endpoint, a group, or all endpoints of a kind (<c>MapControllers()</c>, <c>MapRazorPages()</c>, a hub) by a boolean flag.
    /// See <see cref="RequireFlagAttribute"/>.
    /// </summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="statusCode">The status while the gate is closed, 400 to 599; 0 for that of the options.</param>
    /// <exception cref="ArgumentException">The key is null or empty, or the status is not a failure.</exception>
    /// <exception cref="InvalidOperationException">When the endpoints are built: <c>AddRequestFlags</c> was not called.</exception>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, string flag, int statusCode = 0)
        where TBuilder : IEndpointConventionBuilder => Require(builder, new(flag) { StatusCode = statusCode });

    /// <inheritdoc cref="RequireFlag{TBuilder}(TBuilder, string, int)"/>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, FlagKey<bool> flag, int statusCode = 0)
        where TBuilder : IEndpointConventionBuilder => RequireFlag(builder, KeyOf(flag), statusCode);

    /// <summary>
    /// Gates endpoints so that they exist only while a boolean flag is off, such as those that a new feature replaces. A flag that is
    /// unknown, not boolean or not ready opens nothing; see <see cref="RequireFlagAttribute.Negate"/>.
    /// </summary>
    /// <inheritdoc cref="RequireFlag{TBuilder}(TBuilder, string, int)"/>
    public static TBuilder RequireFlagOff<TBuilder>(this TBuilder builder, string flag, int statusCode = 0)
        where TBuilder : IEndpointConventionBuilder => Require(builder, new(flag) { StatusCode = statusCode, Negate = true });

    /// <inheritdoc cref="RequireFlagOff{TBuilder}(TBuilder, string, int)"/>
    public static TBuilder RequireFlagOff<TBuilder>(this TBuilder builder, FlagKey<bool> flag, int statusCode = 0)
        where TBuilder : IEndpointConventionBuilder => RequireFlagOff(builder, KeyOf(flag), statusCode);

    /// <summary>Gates endpoints by several boolean flags, of which all or any must be on.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="requirement">How many of the flags must be on.</param>
    /// <param name="keys">The flags' keys.</param>
    /// <exception cref="ArgumentException">There is no key, or one is null or empty.</exception>
    /// <exception cref="InvalidOperationException">When the endpoints are built: <c>AddRequestFlags</c> was not called.</exception>
    public static TBuilder RequireFlags<TBuilder>(this TBuilder builder, FlagRequirement requirement, params string[] keys)
        where TBuilder : IEndpointConventionBuilder => Require(builder, new(keys) { Requirement = requirement });

    private static TBuilder Require<TBuilder>(TBuilder builder, RequireFlagAttribute required)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint =>
        {
            Registration.ThrowIfMissing(endpoint.ApplicationServices, $"RequireFlag(\"{required.Flag}\")");
            endpoint.Metadata.Add(required);
        });
        return builder;
    }

    private static string KeyOf(FlagKey<bool> flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.Key;
    }
}
