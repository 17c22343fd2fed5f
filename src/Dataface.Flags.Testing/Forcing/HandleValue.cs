using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Testing.Forcing;

/// <summary>What a typed handle is forced to.</summary>
internal static class HandleValue
{
    /// <exception cref="ArgumentException">The value cannot be given by the flag.</exception>
    public static ForcedValue Of<T>(FlagSnapshot flags, FlagKey<T> key, T value)
    {
        if (flags.Find(key.Key) is { } flag
            && VariantOf(flag.Details, key, value) is { } variant) return ForcedValue.VariantNamed(variant.Name);
        return value switch
        {
            bool boolean => ForcedValue.Of(boolean),
            string text => ForcedValue.Of(text),
            double number => ForcedValue.Of(number),
            int number => ForcedValue.Of(number),
            long number => ForcedValue.Of(number),
            decimal number => ForcedValue.Of(number),
            _ => throw new ArgumentException(
                $"'{key}' cannot be forced to {value?.ToString() ?? "null"}: no variant of it equals that. "
                + "Define it in a document, and override Equals or use ForceVariant.", nameof(value)),
        };
    }

    private static CompiledVariant? VariantOf<T>(FlagDetails flag, FlagKey<T> key, T value) => key.Reader.Reads(flag)
        ? Array.Find(flag.Variants, variant => EqualityComparer<T>.Default.Equals(key.Reader.Read(flag, variant), value))
        : null;
}
