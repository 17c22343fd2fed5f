namespace Dataface.Flags.Testing.Forcing;

/// <summary>What a typed handle is forced to.</summary>
internal static class HandleValue
{
    /// <exception cref="ArgumentException">The value cannot be given by the flag.</exception>
    public static ForcedValue Of<T>(FlagSnapshot flags, FlagKey<T> key, T value)
    {
        var binding = key.BindTo(flags);
        var index = binding.Values is null ? -1 : Array.IndexOf(binding.Values, value);
        if (index >= 0) return ForcedValue.VariantNamed(binding.Flag!.Details.Variants[index].Name);
        return value switch
        {
            bool boolean => ForcedValue.Of(boolean),
            string text => ForcedValue.Of(text),
            double number => ForcedValue.Of(number),
            long number => ForcedValue.Of(number),
            _ => throw new ArgumentException(
                $"'{key}' cannot be forced to {value?.ToString() ?? "null"}: no variant of it equals that. "
                + "Define it in a document, and override Equals or use ForceVariant.", nameof(value)),
        };
    }
}
