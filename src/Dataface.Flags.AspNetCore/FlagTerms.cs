namespace Dataface.Flags.AspNetCore;

/// <summary>
/// The terms on which something is shown: all or any of some flags are on, or give one of some variants, or just that is not so. Met on no
/// doubt: terms that are negated need a definite answer of each flag. Immutable; thread-safe.
/// </summary>
/// <param name="keys">The flags' keys; at least one.</param>
/// <param name="requirement">How many of them.</param>
/// <param name="isNegated">Whether it must not be so.</param>
/// <param name="variants">The variants to give; null for boolean flags that are on.</param>
internal sealed class FlagTerms(string[] keys, FlagRequirement requirement, bool isNegated, string[]? variants = null)
{
    private string? _text;

    public bool AreMet(IFlags flags)
    {
        var isAny = requirement == FlagRequirement.Any;
        var isSo = !isAny;
        foreach (var key in keys)
        {
            var answer = Ask(flags, key);
            if (isNegated && answer is null) return false;
            isSo = isAny ? isSo || answer == true : isSo && answer == true;
            if (isSo == isAny && !isNegated) return isSo;
        }

        return isSo != isNegated;
    }

    public override string ToString() => _text ??= Describe();

    private string Describe()
    {
        var named = string.Join(", ", keys);
        var what = keys.Length == 1 ? named : $"{(requirement == FlagRequirement.Any ? "any" : "all")} of {named}";
        return isNegated ? $"not {what}" : what;
    }

    /// <summary>Whether one flag is as asked for; null when nobody knows it, or it is not boolean.</summary>
    private bool? Ask(IFlags flags, string key)
    {
        if (variants is not null) return flags.EvaluateVariant(key).Value is { } name ? variants.Contains(name) : null;
        var evaluation = flags.Evaluate(key);
        return evaluation.Variant is null ? null : evaluation.Value;
    }
}
