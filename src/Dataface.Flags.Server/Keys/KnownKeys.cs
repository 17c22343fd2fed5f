using Dataface.Flags.Background;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Keys;

/// <summary>
/// The keys: those of the store and those of configuration, both followed while they change. While the store cannot be read the keys known
/// so far stay valid. Thread-safe.
/// </summary>
internal sealed class KnownKeys : IAsyncDisposable
{
    /// <summary>The setting that holds them.</summary>
    public const string Setting = "keys";

    private readonly ISettingStore _settings;
    private readonly ConfiguredKeys _configured;
    private readonly TimeProvider _time;
    private readonly ILogger<KnownKeys> _logger;
    private readonly RetryingLoop _loop;
    private readonly Lock _gate = new();

    /// <summary>
    /// Held from reading or writing the store to publishing what it has, so that an older list never takes a newer one's place.
    /// </summary>
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ChangeListeners _listeners = new();
    private readonly List<IDisposable> _subscriptions = [];
    private IReadOnlyList<ApiKey> _stored = [];
    private volatile KeyRing _ring = KeyRing.Empty;
    private volatile IReadOnlyCollection<string> _environments = [];

    public KnownKeys(ServerStorage storage, ConfiguredKeys configured, TimeProvider time, ILogger<KnownKeys> logger)
    {
        (_settings, _configured, _time, _logger) = (storage.Settings, configured, time, logger);
        _loop = new RetryingLoop(ReadAsync, (error, delay) => KeyLog.Unreadable(_logger, delay, error.Message), time);
    }

    /// <summary>The keys that are valid now.</summary>
    public KeyRing Ring => _ring;

    /// <summary>The environments that keys are confined to now.</summary>
    public IReadOnlyCollection<string> Environments => _environments;

    /// <summary>The names of keys that come from configuration.</summary>
    public IEnumerable<string> ConfiguredNames => _configured.Keys.Select(key => key.Name);

    /// <summary>Calls back after keys have changed, until the result is disposed.</summary>
    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    /// <summary>Reads what another server may have changed.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    /// <summary>Reads the keys and follows them from then on.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        _subscriptions.Add(_settings.OnChange(Setting, _loop.Signal));
        _subscriptions.Add(_configured.OnChange(Republish));
    }

    /// <summary>The keys of the store.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken) => (await LoadAsync(cancellationToken)).Keys;

    /// <summary>Makes the first key when there is none at all, and gives its secret; null when there is one.</summary>
    /// <param name="file">Gets the secret before it is valid, so that there is no key whose secret nobody has; null for no file.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public async Task<string?> MakeFirstAsync(FirstKeyFile? file, CancellationToken cancellationToken)
    {
        file?.Settle(_ring);
        if (_configured.Keys.Count > 0 || (await ListAsync(cancellationToken)).Count > 0) return null;
        var (text, secret) = SecretText.Make("the server's first start", _time.GetUtcNow());
        var key = new ApiKey("first-admin", ScopeNames.Every, null, null, [secret]);
        file?.Write(text);
        var isMade = false;
        await ChangeAsync(
            keys =>
            {
                isMade = keys.Count == 0 && _configured.Keys.Count == 0;
                return isMade ? [key] : keys;
            },
            cancellationToken);
        file?.Settle(_ring);
        return isMade ? text : null;
    }

    /// <summary>Changes the stored keys, whoever else changes them at the same time; valid here when this returns.</summary>
    public async Task ChangeAsync(Func<IReadOnlyList<ApiKey>, IReadOnlyList<ApiKey>> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var (keys, version) = await LoadAsync(cancellationToken);
                var changed = change(keys);
                if (ReferenceEquals(changed, keys)) return;
                if (!await _settings.WriteAsync(Setting, KeyCodec.Write(changed), version, cancellationToken)) continue;
                Publish(changed);
                return;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        await _loop.DisposeAsync();
        _turn.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Publish((await LoadAsync(cancellationToken)).Keys);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<(IReadOnlyList<ApiKey> Keys, long Version)> LoadAsync(CancellationToken cancellationToken) =>
        await _settings.ReadAsync(Setting, cancellationToken) is { } found
            ? (KeyCodec.Read(found.Value, "The list of keys"), found.Version) : ([], 0);

    private void Publish(IReadOnlyList<ApiKey> stored)
    {
        lock (_gate) _stored = stored;
        Republish();
    }

    private void Republish()
    {
        lock (_gate)
        {
            IReadOnlyList<ApiKey> keys = [.. _stored, .. _configured.Keys];
            _ring = new KeyRing(keys);
            _environments = [.. keys.Select(key => key.Environment).OfType<string>().Distinct(StringComparer.Ordinal)];
        }

        _listeners.Tell();
    }
}
