using System.Threading.Channels;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Dataface.Flags.Background;

/// <summary>
/// Does one thing whenever it is signalled, never twice at once, and again after failures until it succeeds. Signals that come meanwhile
/// are served by one more run; one that comes during the wait after a failure ends the wait.
/// </summary>
internal sealed class RetryingLoop : IAsyncDisposable
{
    /// <summary>The longest wait between two attempts.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>An attempt that takes longer is given up and made again.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly ResiliencePipeline _pipeline;
    private readonly Func<CancellationToken, Task> _attempt;
    private readonly Action<Exception, TimeSpan> _failed;
    private readonly Lock _gate = new();
    private readonly Task _loop;
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
                    failed(arguments.Outcome.Exception!, arguments.RetryDelay);
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = AttemptTimeout })
            .Build();
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Asks for a run.</summary>
    public void Signal()
    {
        _signals.Writer.TryWrite(true);
        lock (_gate)
        {
            _waiting?.Cancel();
        }
    }

    /// <summary>Stops; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_loop.IsCompleted) await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var _ in _signals.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false)) await RunOnceAsync().ConfigureAwait(false);
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
                        await loop._attempt(cancellationToken).ConfigureAwait(false);
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
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            // Either stopped, or signalled while waiting: the signal is in the channel and starts the next run.
        }
        catch (Exception error) when (interrupt.IsCancellationRequested && error is not OutOfMemoryException)
        {
            // The attempt failed just when it was stopped or signalled, so that the pipeline did not take it up. The loop must go on.
            if (!_stopping.IsCancellationRequested) _failed(error, TimeSpan.Zero);
        }
        finally
        {
            StopWaiting();
        }
    }

    private void StartWaiting(CancellationTokenSource interrupt)
    {
        lock (_gate)
        {
            _waiting = interrupt;

            // A signal that came during the attempt must not wait either.
            if (_signals.Reader.Count > 0) interrupt.Cancel();
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
