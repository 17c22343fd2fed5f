using Dataface.Flags.Exposures;
using Dataface.Flags.Http;
using Microsoft.Extensions.Options;

namespace Dataface.Flags;

/// <summary>Follows a flag server.</summary>
public static class FlagClientOptionsHttpExtensions
{
    /// <summary>
    /// Takes definitions and state from a flag server, and keeps kills and the guards' evidence there, all over one connection that the
    /// client opens when it starts and closes when it is disposed. A state store or evidence store that you set later replaces the
    /// server's.
    /// </summary>
    /// <param name="options">The client's options.</param>
    /// <param name="address">The server's address, such as <c>https://flags.example.com</c>.</param>
    /// <param name="configure">Sets the key and other options; null for the defaults.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentException">The address is not an absolute http or https address, or holds a user or a password.</exception>
    /// <exception cref="OptionsValidationException">An option is out of its range, or two contradict each other.</exception>
    public static FlagClientOptions UseHttp(this FlagClientOptions options, Uri address, Action<HttpFlagOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(address);
        FlagServerAddress.ThrowIfInvalid(address);
        var http = new HttpFlagOptions();
        configure?.Invoke(http);
        HttpFlagOptionsValidation.ThrowIfInvalid(http);
        var server = new SharedFlagServer(address, http.Copy());
        options.Checks.Add(client => HttpFlagOptionsValidation.AgainstStart(http.RequestTimeout, client.StartupTimeout));
        options.AddOwnedProvider(client => new HttpFlagConfigProvider(Acquire(client)));
        options.UseOwnedStateStore(client => new HttpFlagStateStore(Acquire(client)));
        options.UseOwnedGuardEvidence(client => new HttpGuardEvidenceStore(Acquire(client)));
        return options;

        FlagServerConnection Acquire(FlagClientOptions client) =>
            server.Acquire(client.Environment!, client.TimeProvider, client.Logger, client.Outages);
    }

    /// <inheritdoc cref="UseHttp(FlagClientOptions, Uri, Action{HttpFlagOptions})"/>
    public static FlagClientOptions UseHttp(this FlagClientOptions options, string address, Action<HttpFlagOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        return UseHttp(options, new Uri(address, UriKind.RelativeOrAbsolute), configure);
    }

    /// <summary>
    /// Sends exposures and tracked events to a flag server in the background, as <see cref="HttpExposureSink"/> does: evaluations never
    /// wait.
    /// </summary>
    /// <param name="options">The client's options.</param>
    /// <param name="address">The server's address, such as <c>https://flags.example.com</c>.</param>
    /// <param name="configure">Sets the key, which needs the scope <c>report</c>; null for no key.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentException">The address is not an absolute http or https address, or holds a user or a password.</exception>
    /// <exception cref="OptionsValidationException">An option is out of its range, or two contradict each other.</exception>
    public static FlagClientOptions UseExposureServer(
        this FlagClientOptions options, string address, Action<HttpFlagOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        var server = new Uri(address, UriKind.RelativeOrAbsolute);
        FlagServerAddress.ThrowIfInvalid(server);
        var http = new HttpFlagOptions();
        configure?.Invoke(http);
        HttpFlagOptionsValidation.ThrowIfInvalid(http);
        options.ExposureSinks.Add(
            client => (new HttpExposureSink(server, client.Environment!, http, client.TimeProvider, client.Logger, client.Outages), true));
        return options;
    }
}
