namespace Dataface.Flags;

/// <summary>
/// Evaluates flags. Every member is thread-safe, never throws, never blocks, does no I/O and allocates nothing
/// (<see cref="Explain"/> allocates). A null context means <see cref="Context"/>. If anything goes wrong, the answer is the off
/// variant, or the caller's fallback if no flag of that type is defined, and the reason says why.
/// </summary>
/// <remarks>
/// To implement it, implement <see cref="Pin"/>: all other members build on it, and so will members that are added later. You may implement
/// others as well, to avoid the detour through the snapshot.
/// </remarks>
public interface IFlags
{
    /// <summary>The context that is used when a call gives none. It is empty, unless these flags belong to a request.</summary>
    EvaluationContext Context => EvaluationContext.Empty;

    /// <summary>
    /// A snapshot of the flags as they are now, so that one piece of work never sees half of a change. Only later kills reach it.
    /// </summary>
    FlagSnapshot Pin();

    /// <summary>Whether a boolean flag is on for a context.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">The context to evaluate for.</param>
    bool IsEnabled(string key, EvaluationContext? context = null) => Pin().IsEnabled(key, context ?? Context);

    /// <inheritdoc cref="IsEnabled(string, EvaluationContext?)"/>
    bool IsEnabled(FlagKey<bool> key, EvaluationContext? context = null) => Pin().IsEnabled(key, context ?? Context);

    /// <summary>The value of a flag for a context.</summary>
    /// <param name="key">The flag's typed handle.</param>
    /// <param name="context">The context to evaluate for.</param>
    T GetValue<T>(FlagKey<T> key, EvaluationContext? context = null) => Pin().GetValue(key, context ?? Context);

    /// <summary>The value of a string flag for a context.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or its variants are not strings.</param>
    /// <param name="context">The context to evaluate for.</param>
    string GetString(string key, string fallback, EvaluationContext? context = null) =>
        Pin().GetString(key, fallback, context ?? Context);

    /// <summary>The value of a number flag for a context.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag, its variants are not numbers, or a double would round
    /// one of them.</param>
    /// <param name="context">The context to evaluate for.</param>
    double GetNumber(string key, double fallback, EvaluationContext? context = null) =>
        Pin().GetNumber(key, fallback, context ?? Context);

    /// <summary>The value of a boolean flag for a context, with its reason.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">The context to evaluate for.</param>
    Evaluation<bool> Evaluate(string key, EvaluationContext? context = null) => Pin().Evaluate(key, context ?? Context);

    /// <summary>The value of a flag for a context, with its reason.</summary>
    /// <param name="key">The flag's typed handle.</param>
    /// <param name="context">The context to evaluate for.</param>
    Evaluation<T> Evaluate<T>(FlagKey<T> key, EvaluationContext? context = null) =>
        Pin().Evaluate(key, context ?? Context);

    /// <summary>The value of a string flag for a context, with its reason.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or its variants are not strings.</param>
    /// <param name="context">The context to evaluate for.</param>
    Evaluation<string> EvaluateString(string key, string fallback, EvaluationContext? context = null) =>
        Pin().EvaluateString(key, fallback, context ?? Context);

    /// <summary>The value of a number flag for a context, with its reason.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or its variants are not numbers.</param>
    /// <param name="context">The context to evaluate for.</param>
    Evaluation<double> EvaluateNumber(string key, double fallback, EvaluationContext? context = null) =>
        Pin().EvaluateNumber(key, fallback, context ?? Context);

    /// <summary>Every step of an evaluation, from the evaluator itself. Not counted as an evaluation.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">The context to evaluate for.</param>
    FlagExplanation Explain(string key, EvaluationContext? context = null) => Pin().Explain(key, context ?? Context);
}
