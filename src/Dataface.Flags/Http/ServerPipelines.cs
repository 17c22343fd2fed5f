using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Dataface.Flags.Http;

/// <summary>
/// How requests are made, and made again. Each kind has a pipeline of its own, so that none shares the fate of another: what
/// keeps streams, or evidence, from the server keeps neither polls nor kills from it.
/// </summary>
internal sealed class ServerPipelines
{
    private const int FailuresToBreak = 5;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Break = TimeSpan.FromSeconds(2);

    /// <param name="timeout">How long one attempt may take.</param>
    /// <param name="failed">Is told of each failure to follow the server, and of the wait after it.</param>
    public ServerPipelines(TimeSpan timeout, TimeProvider time, Action<Exception, TimeSpan> failed)
    {
        Once = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout }).Build();
        Patiently = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Retry(IsTransient, (_, _) => { })).AddPipeline(
            Once).Build();
        Sparingly = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 1,
                MinimumThroughput = FailuresToBreak,
                SamplingDuration = Sampling,
                BreakDuration = Break,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && IsTransient(error)),
            })
            .AddPipeline(Once)
            .Build();
        Following = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Retry(_ => true, failed)).Build();
    }

    /// <summary>One attempt. Keeps nothing in mind, so that anything may use it.</summary>
    public ResiliencePipeline Once { get; }

    /// <summary>Attempts until one succeeds, the failure is for good, or the caller gives up: for changes.</summary>
    public ResiliencePipeline Patiently { get; }

    /// <summary>
    /// One attempt, and none for a moment after several that failed: for evidence, which every guarded rollout asks for all the time.
    /// </summary>
    public ResiliencePipeline Sparingly { get; }

    /// <summary>Attempts until one succeeds.</summary>
    public ResiliencePipeline Following { get; }

    /// <summary>
    /// Attempts until one succeeds, the failure is for good, or the caller gives up: for what waits in a queue and must not be lost.
    /// </summary>
    /// <param name="timeout">How long one attempt may take.</param>
    /// <param name="failed">Is told of each failure and of the wait after it.</param>
    public static ResiliencePipeline Sending(TimeSpan timeout, TimeProvider time, Action<Exception, TimeSpan> failed) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(Retry(IsTransient, failed))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = timeout })
            .Build();

    private static bool IsTransient(Exception error) => error is FlagServerException { IsTransient: true } or TimeoutRejectedException;

    /// <summary>
    /// The wait that a server asks for. None at all, such as until a date that is past where its clock is behind, is no wish to be asked
    /// without a pause.
    /// </summary>
    private static TimeSpan? Wanted(Exception? error) =>
        error is FlagServerException { RetryAfter: { } wait } && wait > TimeSpan.Zero ? wait : null;

    private static RetryStrategyOptions Retry(Func<Exception, bool> isWorthIt, Action<Exception, TimeSpan> failed) => new()
    {
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = FirstDelay,
        MaxDelay = LongestDelay,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is { } error && isWorthIt(error) && !arguments.Context.CancellationToken.IsCancellationRequested),
        DelayGenerator = arguments => ValueTask.FromResult(Wanted(arguments.Outcome.Exception)),
        OnRetry = arguments =>
        {
            failed(arguments.Outcome.Exception!, arguments.RetryDelay);
            return default;
        },
    };
}
