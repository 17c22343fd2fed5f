using Dataface.Flags.Background;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Instances;

/// <summary>
/// Keeps what instances report, in batches, and takes in what other replicas have been told, so that the one that is asked answers for all.
/// </summary>
internal sealed class InstanceSharing : IHostedService, IAsyncDisposable
{
    /// <summary>What comes within this time is written together.</summary>
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(25);

    /// <summary>How often what nobody waits for is written, and what no notification told of is looked for.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private const int MostAtOnce = 2_000;

    private readonly IInstanceStore _store;
    private readonly InstanceTokens _tokens;
    private readonly KnownInstances _instances;
    private readonly KnownEnvironments _environments;
    private readonly AppliedLimit _limit;
    private readonly FeedHub _hub;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RetryingLoop _writing;
    private readonly RetryingLoop _reading;
    private readonly List<IDisposable> _subscriptions = [];
    private long _revision;
    private int _isForgetDue;

    public InstanceSharing(
        ServerStorage storage, InstanceTokens tokens, KnownInstances instances, KnownEnvironments environments, AppliedLimit limit,
        FeedHub hub, TimeProvider time, ILogger<InstanceSharing> logger)
    {
        (_store, _tokens, _instances, _environments, _limit) = (storage.Instances, tokens, instances, environments, limit);
        (_hub, _time, _logger) = (hub, time, logger);
        _writing = new RetryingLoop(WriteSoonAsync, (error, delay) => InstanceLog.NotKept(logger, delay, error.Message), time);
        _reading = new RetryingLoop(ReadAsync, (error, delay) => InstanceLog.NotRead(logger, delay, error.Message), time);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // What instances say is no reason not to serve them.
            InstanceLog.NotRead(_logger, TimeSpan.Zero, error.Message);
            _reading.Signal();
        }

        if (_store.IsShared)
        {
            _subscriptions.Add(_store.OnChange(_reading.Signal));
            _instances.Reported += _writing.Signal;
        }

        _subscriptions.Add(_time.CreateTimer(_ => Look(), null, Beat, Beat));
    }

    /// <summary>What was reported last is there for whoever starts next.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await EndAsync();
        await WriteAsync(cancellationToken).WaitAsync(Beat, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task EndAsync()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        _instances.Reported -= _writing.Signal;
        await _writing.DisposeAsync();
        await _reading.DisposeAsync();
    }

    private void Look()
    {
        foreach (var (environment, instances) in _instances.All) instances.Forget(_hub.Of(environment).Current?.Cursor);
        Volatile.Write(ref _isForgetDue, 1);
        _writing.Signal();
        if (_store.IsShared) _reading.Signal();
    }

    private async Task WriteSoonAsync(CancellationToken cancellationToken)
    {
        if (_store.IsShared) await Task.Delay(Batch, _time, cancellationToken);
        await WriteAsync(cancellationToken);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var hasWritten = false;
        foreach (var (environment, instances) in _instances.All)
        {
            var (views, refusal) = (instances.TakeUnkept(), instances.TakeRefusal(environment));
            hasWritten |= views.Count > 0;
            try
            {
                if (refusal is not null) await _store.WriteAsync([refusal.Write(_time.GetElapsedTime(refusal.At))], cancellationToken);
                foreach (var part in views.Chunk(MostAtOnce))
                {
                    var kept = part.Select(view => InstanceLine.Write(view, _time.GetElapsedTime(view.HeardAt)));
                    await _store.WriteAsync([.. kept], cancellationToken);
                }
            }
            catch
            {
                instances.Keep(views.Select(view => view.Id));
                throw;
            }
        }

        // A server that nobody follows writes nothing.
        if (!hasWritten || Interlocked.Exchange(ref _isForgetDue, 0) == 0) return;
        await _store.ForgetAsync(
            InstanceBounds.Remembered, [.. _instances.All.SelectMany(known => known.Value.Lingering)], cancellationToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _tokens.StartAsync(cancellationToken);
        var now = _time.GetTimestamp();
        var forgotten = new List<ForgottenLine>();
        foreach (var kept in await _store.ReadAsync(_revision, cancellationToken))
        {
            var heardAt = now - (long)(kept.Age.TotalSeconds * _time.TimestampFrequency);
            if (InstanceLine.Read(kept, heardAt, _time.GetUtcNow()) is { } instance) await TakeAsync(instance, cancellationToken);
            else if (RefusalLine.Read(kept, heardAt) is { Environment: var full } && _environments.Contains(full))
            {
                _instances.Of(full).HearOfRefusal(heardAt);
            }
            else if (ForgottenLine.Read(kept) is { } line && _environments.Contains(line.ForgottenIn))
            {
                forgotten.Add(line);
            }

            _revision = Math.Max(_revision, kept.Revision);
        }

        // Last, whatever the order: a clock that was set back may have put one before the report that it is about.
        foreach (var line in forgotten) _instances.Of(line.ForgottenIn).Forget(line.Gone, line.Last);
    }

    private async Task TakeAsync(InstanceView instance, CancellationToken cancellationToken)
    {
        if (!_environments.Contains(instance.Report.Environment)) return;
        var report = await _limit.CheckedAsync(instance.Report, cancellationToken);
        _instances.Of(report.Environment).TryTake(instance with { Report = report }, isOwn: false);
    }
}
