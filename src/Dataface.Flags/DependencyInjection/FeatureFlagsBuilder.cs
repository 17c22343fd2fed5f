using Dataface.Flags;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Returned by <c>AddFeatureFlags</c>, for other packages and further configuration. Not thread-safe.</summary>
public sealed class FeatureFlagsBuilder
{
    internal FeatureFlagsBuilder(IServiceCollection services) =>
        (Services, Options) = (services, services.AddOptions<FlagClientOptions>().ValidateOnStart());

    /// <summary>The service's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The client's options, for everything that the options framework offers. They are validated at start.</summary>
    public OptionsBuilder<FlagClientOptions> Options { get; }

    /// <summary>Configures the client further; if called several times, the later call wins.</summary>
    /// <param name="configure">Sets where flags come from.</param>
    /// <returns>The same builder.</returns>
    public FeatureFlagsBuilder Configure(Action<FlagClientOptions> configure)
    {
        Options.Configure(configure);
        return this;
    }

    /// <summary>Configures the client further, using other services.</summary>
    /// <param name="configure">Gets the service provider, for singletons, and sets where flags come from.</param>
    /// <returns>The same builder.</returns>
    public FeatureFlagsBuilder Configure(Action<IServiceProvider, FlagClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Options.Configure<IServiceProvider>((options, services) => configure(services, options));
        return this;
    }
}
