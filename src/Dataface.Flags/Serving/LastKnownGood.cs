using Dataface.Flags.Background;
using Dataface.Flags.Files;
using Dataface.Flags.Providers;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Serving;

/// <summary>
/// Keeps the last good definitions and state in a file that only its owner may read. Written in the background, as a whole or not at all.
/// </summary>
internal sealed class LastKnownGood : IAsyncDisposable
{
    /// <summary>What the register calls kills that came from here.</summary>
    public const string KillSource = "cache";

    private readonly string _path;
    private readonly string _environment;
    private readonly Func<CachedConfig?> _current;
    private readonly ILogger _logger;
    private readonly OutageWitness _writing;
    private readonly RetryingLoop _loop;
    private readonly Lock _gate = new();
    private bool _isOver;

    /// <param name="current">What to keep, or null when nothing is worth keeping.</param>
    public LastKnownGood(string path, string environment, Func<CachedConfig?> current, TimeProvider time, ILogger logger, OutageLog outages)
    {
        _path = Path.GetFullPath(path);
        _environment = environment;
        _current = current;
        _logger = logger;
        _writing = outages.Witness(_path);
        _loop = new RetryingLoop(
            _ =>
            {
                Write(isLast: false);
                _writing.Works();
                return Task.CompletedTask;
            },
            NotWritten,
            time);
    }

    /// <summary>What was kept; null, said why, when there is nothing that can be used.</summary>
    public CachedConfig? Read()
    {
        try
        {
            AtomicFile.Sweep(_path);
            if (!File.Exists(_path)) return null;
            var config = CacheCodec.Read(File.ReadAllBytes(_path), out var problem);
            if (config is not null && config.Environment != _environment) problem = $"it is for environment '{config.Environment}'.";
            if (problem is null) return config;
            ProviderLog.CacheUnusable(_logger, _path, problem);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ProviderLog.CacheUnusable(_logger, _path, error.Message);
        }

        return null;
    }

    /// <summary>Asks for the file to be brought up to date.</summary>
    public void Save() => _loop.Signal();

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        try
        {
            // What was asked for just before the end.
            Write(isLast: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            NotWritten(error, Timeout.InfiniteTimeSpan);
        }

        _writing.Dispose();
    }

    private void NotWritten(Exception error, TimeSpan delay)
    {
        var news = _writing.Failed(error);
        ProviderLog.CacheNotWritten(_logger, news.Level, _path, news.Count, delay, error.Message);
    }

    /// <summary>One at a time: an attempt that the loop has given up must not put what is old over the last.</summary>
    private void Write(bool isLast)
    {
        lock (_gate)
        {
            if (_isOver) return;
            _isOver = isLast;
            if (_current() is { } config) AtomicFile.Write(_path, CacheCodec.Write(config));
        }
    }
}
