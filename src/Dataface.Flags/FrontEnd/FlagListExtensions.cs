using Dataface.Flags.Telemetry;

namespace Dataface.Flags;

/// <summary>Several flags at once. Never throws for a flag, never blocks, and does no I/O.</summary>
public static class FlagListExtensions
{
    /// <summary>
    /// What flags of any type give a context, for a front end: only those that are listed, as with a public key of the server. It is not
    /// counted as evaluations, makes no exposures and tells no guard, since most of the flags may never be used.
    /// </summary>
    /// <param name="flags">The flags.</param>
    /// <param name="keys">The keys of the flags that whoever gets the answer may know.</param>
    /// <param name="context">The context to evaluate for.</param>
    public static EvaluatedFlags EvaluateAll(this IFlags flags, IEnumerable<string> keys, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(keys);
        var (snapshot, of) = (flags.Pin(), context ?? flags.Context);
        var evaluated = new Dictionary<string, EvaluatedFlag>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (snapshot.Find(key) is not { } flag)
            {
                snapshot.Missing(key);
                continue;
            }

            var outcome = snapshot.Preview(flag, of);
            var variant = outcome.Variant!;
            evaluated[key] = new() { Value = variant.Json, Variant = variant.Name, Reason = ReasonNames.DetailedOf(outcome.Reason) };
        }

        return new() { IsReady = snapshot.IsReady, Revision = snapshot.Revision, Flags = evaluated };
    }
}
