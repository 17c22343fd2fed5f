using System.Collections.Concurrent;

namespace Dataface.Flags.AspNetCore.Variants;

/// <summary>Which flag chooses among the services of a type. Thread-safe.</summary>
/// <param name="Service">The services' type.</param>
/// <param name="Flag">The flag's key.</param>
/// <param name="OffVariant">The variant whose service is given on any doubt.</param>
internal sealed record VariantChoice(Type Service, string Flag, string OffVariant)
{
    private readonly ConcurrentDictionary<string, bool> _missing = new(StringComparer.Ordinal);

    /// <summary>Whether it is told for the first time that a variant has no service.</summary>
    public bool IsFirstMiss(string variant) => _missing.TryAdd(variant, true);
}
