using System.Diagnostics.CodeAnalysis;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Feeding;

namespace Polly;

/// <summary>Guards the calls of a resilience pipeline.</summary>
public static class FlagGuardResilienceExtensions
{
    /// <summary>
    /// Records the calls that the rest of the pipeline makes for a flag's guard. Add it outside of retries to count what callers see,
    /// inside to count each attempt. It knows which unit a call is made for when the flag is evaluated in the call, or in a
    /// <see cref="GuardScope"/> around it, or from <see cref="GuardedBy(ResilienceContext, GuardedUnit)"/>. Run the old code through the
    /// pipeline, too: the guard compares.
    /// </summary>
    /// <typeparam name="TBuilder">The builder.</typeparam>
    /// <param name="builder">The pipeline's builder.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="guard">The client's guard.</param>
    /// <param name="configure">Changes what counts as an error, and which signals are recorded.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026",
        Justification = "The strategy's options have nothing that annotations could validate.")]
    public static TBuilder AddFlagGuard<TBuilder>(
        this TBuilder builder, string flag, IFlagGuard guard, Action<GuardedCallOptions>? configure = null)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(flag);
        ArgumentNullException.ThrowIfNull(guard);
        var options = new GuardedCallOptions();
        configure?.Invoke(options);
        return builder.AddStrategy(_ => new FlagGuardStrategy(guard, flag, options), new FlagGuardStrategyOptions());
    }

    /// <summary>Sets the evaluation that the calls of an execution are made for.</summary>
    /// <param name="context">The execution's context.</param>
    /// <param name="evaluation">The evaluation.</param>
    public static ResilienceContext GuardedBy(this ResilienceContext context, GuardedUnit evaluation)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Properties.Set(GuardSubject.OfExecution, evaluation);
        return context;
    }

    private sealed class FlagGuardStrategyOptions : ResilienceStrategyOptions
    {
        public FlagGuardStrategyOptions() => Name = "FlagGuard";
    }
}
