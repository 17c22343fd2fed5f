using Dataface.Flags;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What <c>AddFeatureFlags</c> answers: where other packages, and more configuration, go on. Not thread-safe.</summary>
public sealed class FeatureFlagsBuilder
{
    internal FeatureFlagsBuilder(IServiceCollection services) =>
        (Services, Options) = (services, services.AddOptions<FlagClientOptions>().ValidateOnStart());

    /// <summary>The service's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The client's options, for whatever the framework's options can do. They are validated at start.</summary>
    public OptionsBuilder<FlagClientOptions> Options { get; }

    /// <summary>Configures the client further; of several calls the later one wins.</summary>
    /// <param name="configure">Says where flags come from.</param>
    /// <returns>The same builder.</returns>
    public FeatureFlagsBuilder Configure(Action<FlagClientOptions> configure)
    {
        Options.Configure(configure);
        return this;
    }

    /// <summary>Configures the client further, with other services.</summary>
    /// <param name="configure">Gets the service provider, for singletons, and says where flags come from.</param>
    /// <returns>The same builder.</returns>
    public FeatureFlagsBuilder Configure(Action<IServiceProvider, FlagClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Options.Configure<IServiceProvider>((options, services) => configure(services, options));
        return this;
    }
}
