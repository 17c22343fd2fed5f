using Dataface.Flags.Documents;

namespace Dataface.Flags.Testing.Forcing;

/// <summary>Refuses to force what no document could give, so that a test does not prove what cannot happen.</summary>
internal static class ForceCheck
{
    /// <exception cref="ArgumentException">The documents define no such flag, or the flag has no such variant.</exception>
    public static void ThrowIfImpossible(FlagSnapshot flags, string key, ForcedValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (flags.Find(key) is { } flag)
        {
            var variants = flag.Details.Definition.Variants;
            if (value.Among(variants) is not null) return;
            throw new ArgumentException($"'{key}' cannot be forced to {value}. It has {Listed(variants)}.", nameof(value));
        }
        else if (!flags.Flags.IsEmpty)
        {
            var keys = flags.Flags.ToArray().Select(f => f.Details.Key);
            var hint = Spelling.Nearest(key, keys) is { } near ? $"Did you mean '{near}'?" : "Define it there.";
            throw new ArgumentException($"'{key}' cannot be forced: the documents do not define it. {hint}", nameof(key));
        }
        else if (value.Json is null)
        {
            throw new ArgumentException(
                $"'{key}' cannot be forced to {value}: no document defines it. Give TestFlags.StartAsync the document.", nameof(key));
        }
    }

    private static string Listed(IReadOnlyList<Variant> variants) =>
        string.Join(", ", variants.Select(v => $"'{v.Name}' = {v.Value.GetRawText()}"));
}
