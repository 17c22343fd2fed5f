namespace Dataface.Flags;

/// <summary>
/// Evaluates flags. Every member is thread-safe, never throws, never blocks, does no I/O and allocates nothing
/// (<see cref="Explain"/> allocates). A null context stands for <see cref="Context"/>. Whatever goes wrong, the answer is the off
/// variant, or the caller's fallback where no flag of that type is defined, and the reason says why.
/// </summary>
/// <remarks>
/// Whoever implements it gives <see cref="Pin"/>; all else follows from that, and so will members that are added later. Those that
/// are here may be given, too, where the detour over the snapshot is too long.
/// </remarks>
public interface IFlags
{
    /// <summary>Whom flags are evaluated for when a call names nobody: an empty context, unless a view of the flags belongs to
    /// somebody.</summary>
    EvaluationContext Context => EvaluationContext.Empty;

    /// <summary>
    /// The flags as they are now, so that a request sees one world from beginning to end. Kills alone reach it later, too.
    /// </summary>
    FlagSnapshot Pin();

    /// <summary>Whether a boolean flag is on for a context.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">Whom for.</param>
    bool IsEnabled(string key, EvaluationContext? context = null) => Pin().IsEnabled(key, context ?? Context);

    /// <inheritdoc cref="IsEnabled(string, EvaluationContext?)"/>
    bool IsEnabled(FlagKey<bool> key, EvaluationContext? context = null) => Pin().IsEnabled(key, context ?? Context);

    /// <summary>The value of a flag for a context.</summary>
    /// <param name="key">The flag's typed handle.</param>
    /// <param name="context">Whom for.</param>
    T GetValue<T>(FlagKey<T> key, EvaluationContext? context = null) => Pin().GetValue(key, context ?? Context);

    /// <summary>The value of a string flag for a context.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag or its variants are not strings.</param>
    /// <param name="context">Whom for.</param>
    string GetString(string key, string fallback, EvaluationContext? context = null) =>
        Pin().GetString(key, fallback, context ?? Context);

    /// <summary>The value of a number flag for a context.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag, its variants are not numbers, or a double would round one
    /// of them.</param>
    /// <param name="context">Whom for.</param>
    double GetNumber(string key, double fallback, EvaluationContext? context = null) =>
        Pin().GetNumber(key, fallback, context ?? Context);

    /// <summary>The value of a boolean flag for a context, with its reason.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">Whom for.</param>
    Evaluation<bool> Evaluate(string key, EvaluationContext? context = null) => Pin().Evaluate(key, context ?? Context);

    /// <summary>The value of a flag for a context, with its reason.</summary>
    /// <param name="key">The flag's typed handle.</param>
    /// <param name="context">Whom for.</param>
    Evaluation<T> Evaluate<T>(FlagKey<T> key, EvaluationContext? context = null) =>
        Pin().Evaluate(key, context ?? Context);

    /// <summary>The value of a string flag for a context, with its reason.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag or its variants are not strings.</param>
    /// <param name="context">Whom for.</param>
    Evaluation<string> EvaluateString(string key, string fallback, EvaluationContext? context = null) =>
        Pin().EvaluateString(key, fallback, context ?? Context);

    /// <summary>The value of a number flag for a context, with its reason.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag or its variants are not numbers.</param>
    /// <param name="context">Whom for.</param>
    Evaluation<double> EvaluateNumber(string key, double fallback, EvaluationContext? context = null) =>
        Pin().EvaluateNumber(key, fallback, context ?? Context);

    /// <summary>Every step of an evaluation, from the evaluator itself. Not counted as an evaluation.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">Whom for.</param>
    FlagExplanation Explain(string key, EvaluationContext? context = null) => Pin().Explain(key, context ?? Context);
}
