using Dataface.Flags;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Starts feature flags where no host does.</summary>
public static class FlagServiceProviderExtensions
{
    /// <summary>
    /// Loads the flags and waits until they and their state are known, or <see cref="FlagClientOptions.StartupTimeout"/> has passed. A host
    /// that starts hosted services does this itself; a service provider without one needs this call once, before the first evaluation. May
    /// be called repeatedly and concurrently: all calls wait for the same start. Thread-safe.
    /// </summary>
    /// <param name="services">The service provider.</param>
    /// <param name="cancellationToken">Ends the wait; the start itself continues.</param>
    /// <example><code>
    /// await using var services = new ServiceCollection().AddFeatureFlags(...).Services.BuildServiceProvider();
    /// await services.StartFeatureFlagsAsync();
    /// </code></example>
    /// <exception cref="InvalidOperationException">
    /// <c>AddFeatureFlags</c> was not called; or start-up is strict, and it found a problem.
    /// </exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are incomplete or contradict each
    /// other.</exception>
    /// <exception cref="ObjectDisposedException">The service provider is disposed.</exception>
    public static Task StartFeatureFlagsAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.GetService<FlagClient>() is { } client) return client.StartAsync(cancellationToken);

        // Another client, such as the flags of tests, was started by whoever made it.
        return services.GetService<IFlagClient>() is not null
            ? Task.CompletedTask
            : throw new InvalidOperationException(
                "There are no feature flags to start. Call services.AddFeatureFlags(...) before the provider is built.");
    }
}
