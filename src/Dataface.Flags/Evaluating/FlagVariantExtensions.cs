namespace Dataface.Flags;

/// <summary>Variants by their names, whatever the type of their values. As safe and as cheap as the members of
/// <see cref="IFlags"/>.</summary>
public static class FlagVariantExtensions
{
    /// <summary>
    /// The name of the variant that a flag of any type gives a context, with its reason. Null when no document defines the flag, or flags
    /// are not ready; a flag that is off gives the name of its off variant.
    /// </summary>
    /// <param name="flags">The flags.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">The context to evaluate for.</param>
    public static Evaluation<string?> EvaluateVariant(this IFlags flags, string key, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return flags.Pin().EvaluateVariant(key, context ?? flags.Context);
    }
}
