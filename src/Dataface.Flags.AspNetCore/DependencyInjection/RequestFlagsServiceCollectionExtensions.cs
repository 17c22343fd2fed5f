using Dataface.Flags.AspNetCore;
using Dataface.Flags.AspNetCore.Context;
using Dataface.Flags.AspNetCore.Gating;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the flags of requests to a web application.</summary>
public static class RequestFlagsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IRequestFlags"/>, scoped, and the gate of <c>RequireFlag</c>. <c>AddFeatureFlags</c> is to be called too, before or after.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Says what a request's context is made of; null for the user's id alone.</param>
    /// <returns>The options, for further configuration with other services. They are validated at start.</returns>
    public static OptionsBuilder<RequestFlagsOptions> AddRequestFlags(this IServiceCollection services, Action<RequestFlagsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddHttpContextAccessor();
        services.TryAddSingleton<RequestContextReader>();
        services.TryAddSingleton<RequestFlagsSource>();
        services.TryAddSingleton<FlagGate>();
        services.TryAddScoped(OfScope);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, GatingMatcherPolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RequestFlagsOptions>, RequestFlagsOptionsValidation>());
        return services.AddOptions<RequestFlagsOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
    }

    private static IRequestFlags OfScope(IServiceProvider services)
    {
        var source = services.GetRequiredService<RequestFlagsSource>();
        return services.GetRequiredService<IHttpContextAccessor>().HttpContext is { } http ? source.Of(http) : source.WithoutRequest();
    }
}
