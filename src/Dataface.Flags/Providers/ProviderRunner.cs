using Dataface.Flags.Background;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Providers;

/// <summary>Reads one provider at start and after every signal, again after failures, and hands on what is new.</summary>
internal sealed class ProviderRunner : IAsyncDisposable
{
    private readonly IFlagConfigProvider _provider;
    private readonly Action<FlagConfigContent> _accept;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OutageWitness _reading;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RetryingLoop _loop;
    private volatile ProviderStatus _status;
    private FlagConfigContent? _last;
    private string? _unexpected;
    private IDisposable? _subscription;

    /// <param name="accept">Takes over or refuses a document that is not the one before.</param>
    public ProviderRunner(
        IFlagConfigProvider provider, Action<FlagConfigContent> accept, TimeProvider time, ILogger logger, OutageLog outages)
    {
        _provider = provider;
        _accept = accept;
        _time = time;
        _logger = logger;
        _reading = outages.Witness(provider.Name);
        _status = new ProviderStatus { Name = provider.Name };
        _loop = new RetryingLoop(LoadAsync, Failed, time);
    }

    /// <summary>How reading goes; whether what was read is refused is not known here.</summary>
    public ProviderStatus Status => _status;

    /// <summary>Completes after the first attempt, however it went.</summary>
    public Task FirstLoad => _first.Task;

    public void Start()
    {
        _subscription = _provider.OnChange(_loop.Signal);
        _loop.Signal();
    }

    /// <summary>Reads what the provider says now; whether it was taken over is in <see cref="Status"/>.</summary>
    public Task ReadAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await _loop.DisposeAsync().ConfigureAwait(false);
        _reading.Dispose();
        _first.TrySetResult();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var content = await _provider.LoadAsync(cancellationToken).ConfigureAwait(false);

        // Given up meanwhile: a later attempt reads what is true then.
        cancellationToken.ThrowIfCancellationRequested();
        _reading.Works();
        var now = _time.GetUtcNow();
        var isNews = _last is null || _last.Revision != content.Revision || !_last.Utf8Json.Span.SequenceEqual(content.Utf8Json.Span);
        if (isNews) Accept(content);
        _status = _status with { Revision = content.Revision, LastSuccess = now, LastAttempt = now, Problem = _unexpected };
        _first.TrySetResult();
    }

    private void Accept(FlagConfigContent content)
    {
        ProviderLog.Loaded(_logger, _provider.Name, content.Revision, content.Utf8Json.Length);
        try
        {
            _last = content;
            _unexpected = null;
            _accept(content);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            ProviderLog.AcceptFailed(_logger, _provider.Name, error);
            _unexpected = error.Message;
        }
    }

    private void Failed(Exception error, TimeSpan delay)
    {
        var news = _reading.Failed(error);
        ProviderLog.Failed(_logger, news.Level, _provider.Name, news.Count, delay, error.Message);
        _status = _status with { LastAttempt = _time.GetUtcNow(), Problem = error.Message };
        _first.TrySetResult();
    }
}
