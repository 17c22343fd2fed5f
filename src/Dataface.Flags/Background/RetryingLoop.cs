using System.Threading.Channels;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Dataface.Flags.Background;

/// <summary>
/// Does one thing whenever it is signalled, never twice at once, and again after failures until it succeeds. Signals that come meanwhile
/// are served by one more run; one that comes during the wait after a failure ends the wait. An attempt that heeds no cancellation is given
/// up, but not made again beside itself.
/// </summary>
internal sealed class RetryingLoop : IAsyncDisposable
{
    /// <summary>The longest wait between two attempts.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>An attempt that takes longer is given up and made again.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> _signals =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly ResiliencePipeline _pipeline;
    private readonly Func<CancellationToken, Task> _attempt;
    private readonly Action<Exception, TimeSpan> _failed;
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _askers = [];
    private readonly Task _loop;
    private Task _running = Task.CompletedTask;
    private CancellationTokenSource? _waiting;

    /// <param name="attempt">Does the work; throws to have it tried again.</param>
    /// <param name="failed">Is told of each failure and the wait that follows.</param>
    /// <param name="time">Drives waits and timeouts.</param>
    public RetryingLoop(Func<CancellationToken, Task> attempt, Action<Exception, TimeSpan> failed, TimeProvider time)
    {
        _attempt = attempt;
        _failed = failed;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is not null && !arguments.Context.CancellationToken.IsCancellationRequested),
                OnRetry = arguments =>
                {
                    Tell(arguments.Outcome.Exception!, arguments.RetryDelay);
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = AttemptTimeout })
            .Build();
        _loop = Task.Run(ServeAsync);
    }

    /// <summary>Asks for a run.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            // Both in one turn: the run that this starts may fail at once, and the wait that is ended here must not be that one's, since no
            // signal would be left to start another.
            _signals.Writer.TryWrite(true);

            // Not Cancel, which would make the next attempt right here, on the thread of whoever signals.
            _ = _waiting?.CancelAsync();
        }
    }

    /// <summary>Asks for a run and waits until one that began after this call has succeeded.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var asker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _askers.Add(asker);
        Signal();
        try
        {
            await asker.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate) _askers.Remove(asker);
        }
    }

    /// <summary>Stops; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        // What an attempt does when it is cancelled is its own affair, its failures, too.
        if (!_loop.IsCompleted) await _stopping.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _loop.ConfigureAwait(false);
        foreach (var asker in Askers()) asker.TrySetCanceled(CancellationToken.None);
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            await foreach (var _ in _signals.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
                await RunOnceAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task RunOnceAsync()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        try
        {
            await _pipeline.ExecuteAsync(
                async (loop, cancellationToken) =>
                {
                    loop.StopWaiting();
                    try
                    {
                        await loop.AttemptAsync(cancellationToken).ConfigureAwait(false);
                    }
                    catch
                    {
                        loop.StartWaiting(interrupt);
                        throw;
                    }
                },
                this,
                interrupt.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (interrupt.IsCancellationRequested)
        {
            // Either stopped, or signalled: the signal is in the channel and starts the next run. A failure just before it counts all the
            // same.
            if (error is not OperationCanceledException) Tell(error, TimeSpan.Zero);
        }
        finally
        {
            StopWaiting();
        }
    }

    private async Task AttemptAsync(CancellationToken cancellationToken)
    {
        // The one before, if it was given up but has not ended: there are never two.
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var askers = Askers();
        _running = Task.Run(() => _attempt(cancellationToken), CancellationToken.None);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var asker in askers) asker.TrySetResult();
    }

    private TaskCompletionSource[] Askers()
    {
        lock (_gate) return [.. _askers];
    }

    private void Tell(Exception error, TimeSpan delay)
    {
        try
        {
            _failed(error, delay);
        }
        catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
        {
            // Whoever listens, such as a logger, must not end the retries.
        }
    }

    private void StartWaiting(CancellationTokenSource interrupt)
    {
        lock (_gate)
        {
            _waiting = interrupt;

            // A signal that came during the attempt must not wait either.
            if (_signals.Reader.Count > 0) _ = interrupt.CancelAsync();
        }
    }

    private void StopWaiting()
    {
        lock (_gate)
        {
            _waiting = null;
        }
    }
}
