using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Events 5000 to 5099.</summary>
internal static partial class GuardLog
{
    [LoggerMessage(5000, LogLevel.Error, "Aborted {Flag}: {Reason} The kill is {Reach}.")]
    public static partial void Aborted(ILogger logger, string flag, string reason, State.StateReach reach);

    [LoggerMessage(5001, LogLevel.Warning, "Would have aborted {Flag}, but its guard only observes: {Reason}")]
    public static partial void WouldHaveAborted(ILogger logger, string flag, string reason);

    [LoggerMessage(5002, LogLevel.Information, "{Rollout} moves on to stage {Stage}, {Percent} %: {Reason}")]
    public static partial void Advanced(ILogger logger, string rollout, int stage, decimal percent, string reason);

    [LoggerMessage(EventId = 5003, Message =
        "Evidence store {Store} does not answer; {Rollout} is judged by what this instance sees: {Problem}")]
    public static partial void StoreFailed(ILogger logger, LogLevel level, string store, string rollout, string problem);

    [LoggerMessage(5004, LogLevel.Debug, "Evidence store {Store} answers again; {Rollout} is judged by what all instances see.")]
    public static partial void StoreRecovered(ILogger logger, string store, string rollout);

    [LoggerMessage(5005, LogLevel.Warning, "The guard of {Rollout}: {Problem}")]
    public static partial void Degraded(ILogger logger, string rollout, string problem);

    [LoggerMessage(5006, LogLevel.Information, "The guard of {Rollout} is well again.")]
    public static partial void Well(ILogger logger, string rollout);

    [LoggerMessage(EventId = 5007, Message =
        "The state of {Rollout} could not be recorded (failure {Count}); it stays unchanged, and recording is retried: {Problem}")]
    public static partial void StateNotRecorded(ILogger logger, LogLevel level, string rollout, long count, string problem);

    [LoggerMessage(5008, LogLevel.Error, "A look at the guards failed; it is repeated.")]
    public static partial void LookFailed(ILogger logger, Exception error);

    [LoggerMessage(EventId = 5011, Message = "A look at the guard of {Rollout} failed; the others continue, and it is repeated.")]
    public static partial void RolloutFailed(ILogger logger, LogLevel level, string rollout, Exception error);

    [LoggerMessage(5010, LogLevel.Error, "Aborted {Flag}, whether or not it is the cause: {Reason} The kill is {Reach}.")]
    public static partial void SharedBurn(ILogger logger, string flag, string reason, State.StateReach reach);

    [LoggerMessage(5009, LogLevel.Warning,
        "A call guarded by {Flag} has ended for an unknown unit: the flag was evaluated neither in it nor in a scope around it.")]
    public static partial void ForWhom(ILogger logger, string flag);
}
