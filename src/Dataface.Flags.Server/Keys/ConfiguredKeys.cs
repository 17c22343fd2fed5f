using Dataface.Flags.Background;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Dataface.Flags.Server.Keys;

/// <summary>
/// The keys of configuration, such as of a secrets file, followed while it changes. What is wrong is told and changes nothing. Thread-safe.
/// </summary>
internal sealed class ConfiguredKeys : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly ILogger<ConfiguredKeys> _logger;
    private readonly ChangeListeners _listeners = new();
    private readonly IDisposable _subscription;
    private volatile IReadOnlyList<ApiKey> _keys;

    /// <exception cref="OptionsValidationException">A key is not as it should be.</exception>
    public ConfiguredKeys(IConfiguration configuration, ILogger<ConfiguredKeys> logger)
    {
        (_configuration, _logger) = (configuration, logger);
        _keys = Read();
        _subscription = ChangeToken.OnChange(configuration.GetReloadToken, Reread);
    }

    public IReadOnlyList<ApiKey> Keys => _keys;

    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    public void Dispose() => _subscription.Dispose();

    private IReadOnlyList<ApiKey> Read() =>
        [.. (_configuration.GetSection(ServerSettings.Section).Get<ServerSettings>() ?? new()).Keys.Select(ConfiguredKeyReader.Read)];

    private void Reread()
    {
        try
        {
            _keys = Read();
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException)
        {
            KeyLog.ConfigurationRefused(_logger, error.Message);
            return;
        }

        _listeners.Tell();
    }
}
