using Polly;

namespace Dataface.Flags.Guard.Feeding;

/// <summary>Measures what it wraps, and records it for the guard of a flag.</summary>
internal sealed class FlagGuardStrategy(IFlagGuard guard, string flag, GuardedCallOptions options) : ResilienceStrategy
{
    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        using var scope = guard.BeginScope(flag);
        if (context.Properties.TryGetValue(GuardSubject.OfExecution, out var subject)) scope.For(subject);
        try
        {
            var outcome = await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
            Record(scope, new() { Result = outcome.Exception is null ? outcome.Result : null, Exception = outcome.Exception }, context);
            return outcome;
        }
        catch (Exception error)
        {
            Record(scope, new() { Exception = error }, context);
            throw;
        }
    }

    private void Record(GuardScope scope, GuardedCallResult result, ResilienceContext context) =>
        options.Record(scope, result, result.Exception is not null && context.CancellationToken.IsCancellationRequested);
}
