namespace Dataface.Flags;

/// <summary>
/// Reads numbers of flags exactly. A flag with a number that the type cannot hold digit for digit returns the fallback, with reason
/// <see cref="EvaluationReason.TypeMismatch"/>; nothing is rounded or truncated. As safe and as cheap as the members of
/// <see cref="IFlags"/>.
/// </summary>
public static class FlagNumberExtensions
{
    /// <summary>The value of a flag of whole numbers of 64 bits for a context.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or one of its variants is not such a number.</param>
    /// <param name="context">The context to evaluate for.</param>
    public static long GetInteger(this IFlags flags, string key, long fallback, EvaluationContext? context = null) =>
        Pin(flags).GetInteger(key, fallback, context ?? flags.Context);

    /// <summary>The value of a flag of whole numbers of 32 bits for a context.</summary>
    /// <inheritdoc cref="GetInteger"/>
    public static int GetInt32(this IFlags flags, string key, int fallback, EvaluationContext? context = null) =>
        Pin(flags).GetInt32(key, fallback, context ?? flags.Context);

    /// <summary>The value of a flag of decimal numbers, such as prices, for a context.</summary>
    /// <inheritdoc cref="GetInteger"/>
    public static decimal GetDecimal(this IFlags flags, string key, decimal fallback, EvaluationContext? context = null) =>
        Pin(flags).GetDecimal(key, fallback, context ?? flags.Context);

    /// <summary>The value of a flag of whole numbers of 64 bits for a context, with its reason.</summary>
    /// <inheritdoc cref="GetInteger"/>
    public static Evaluation<long> EvaluateInteger(this IFlags flags, string key, long fallback, EvaluationContext? context = null) =>
        Pin(flags).EvaluateInteger(key, fallback, context ?? flags.Context);

    /// <summary>The value of a flag of whole numbers of 32 bits for a context, with its reason.</summary>
    /// <inheritdoc cref="GetInteger"/>
    public static Evaluation<int> EvaluateInt32(this IFlags flags, string key, int fallback, EvaluationContext? context = null) =>
        Pin(flags).EvaluateInt32(key, fallback, context ?? flags.Context);

    /// <summary>The value of a flag of decimal numbers for a context, with its reason.</summary>
    /// <inheritdoc cref="GetInteger"/>
    public static Evaluation<decimal> EvaluateDecimal(this IFlags flags, string key, decimal fallback, EvaluationContext? context = null) =>
        Pin(flags).EvaluateDecimal(key, fallback, context ?? flags.Context);

    private static FlagSnapshot Pin(IFlags flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return flags.Pin();
    }
}
