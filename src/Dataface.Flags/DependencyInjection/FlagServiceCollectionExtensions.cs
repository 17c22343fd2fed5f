using Dataface.Flags;
using Dataface.Flags.Client;
using Dataface.Flags.DependencyInjection;
using Dataface.Flags.State;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds feature flags to a service.</summary>
public static class FlagServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IFlagClient"/>, <see cref="IFlags"/> and <see cref="IKillSwitch"/> as singletons, and loads the flags before the
    /// application serves requests. Without a host that starts services, call
    /// <see cref="FlagServiceProviderExtensions.StartFeatureFlagsAsync"/>. The environment is the host's, in lower case, unless you set it.
    /// Call it once.
    /// </summary>
    /// <param name="services">The service's services.</param>
    /// <param name="configure">Sets where flags come from, such as <c>o.UseFile("flags.json")</c>.</param>
    /// <returns>The builder, for further configuration. The options are validated at start.</returns>
    public static FeatureFlagsBuilder AddFeatureFlags(this IServiceCollection services, Action<FlagClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services).Configure(configure);
    }

    /// <param name="services">The service's services.</param>
    /// <param name="configure">
    /// Gets the service provider, for singletons that do not depend on flags, and sets where flags come from.
    /// </param>
    /// <inheritdoc cref="AddFeatureFlags(IServiceCollection, Action{FlagClientOptions})"/>
    public static FeatureFlagsBuilder AddFeatureFlags(
        this IServiceCollection services, Action<IServiceProvider, FlagClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services).Configure(configure);
    }

    private static FeatureFlagsBuilder Add(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(Create);
        services.TryAddSingleton<IFlagClient>(provider => provider.GetRequiredService<FlagClient>());
        services.TryAddSingleton<IFlags>(provider => provider.GetRequiredService<FlagClient>());
        services.TryAddSingleton(provider => provider.GetRequiredService<FlagClient>().KillSwitch);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FlagClientOptions>, FlagClientOptionsValidation>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<FlagClientOptions>, HostEnvironmentDefault>());
        AddStarter(services);
        return new FeatureFlagsBuilder(services);
    }

    /// <summary>First of all, since hosts that start services one after the other do so in this order.</summary>
    private static void AddStarter(IServiceCollection services)
    {
        var starter = ServiceDescriptor.Singleton<IHostedService, FlagClientStarter>();
        if (!services.Any(s => !s.IsKeyedService && s.ImplementationType == starter.ImplementationType)) services.Insert(0, starter);
    }

    private static FlagClient Create(IServiceProvider services) =>
        new(services.GetRequiredService<IOptions<FlagClientOptions>>().Value, Loggers(services));

    /// <summary>Null where logs go nowhere, but not where somebody has switched them off.</summary>
    private static ILoggerFactory? Loggers(IServiceProvider services)
    {
        if (services.GetService<ILoggerFactory>() is not { } loggers) return null;
        return loggers is NullLoggerFactory || services.GetServices<ILoggerProvider>().Any()
            || loggers.CreateLogger("Dataface.Flags").IsEnabled(LogLevel.Critical) ? loggers : null;
    }
}
