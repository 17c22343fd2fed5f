using Dataface.Flags.Documents;

namespace Dataface.Flags.Server.Callers;

/// <summary>What makes a key public: the flags that whoever has it, such as everybody who opens a web page, may evaluate.</summary>
internal static class PublicFlags
{
    private const int MaxCount = 100;

    /// <summary>Why a key cannot be public for these flags; null when it can, or is a secret.</summary>
    /// <param name="flags">Their keys; null for a secret key.</param>
    /// <param name="scopes">What the key may do.</param>
    /// <param name="team">Its team.</param>
    public static string? WhyNot(IReadOnlyCollection<string>? flags, Scope scopes, string? team)
    {
        if (flags is null) return null;
        if (flags.Count is 0 or > MaxCount)
        {
            return $"{flags.Count} public flags. List 1 to {MaxCount}, or leave 'publicFlags' out of a key that is a secret.";
        }

        if (flags.FirstOrDefault(flag => !Names.IsName(flag)) is { } wrong)
        {
            return $"the public flag '{wrong}', which is not a valid flag key. Write keys as the documents do, such as 'checkout-v2'.";
        }

        if (scopes != Scope.Evaluate)
        {
            return "public flags and other scopes than 'evaluate'. Everybody can read a public key: make another one for the rest.";
        }

        return team is null ? null : "public flags and a team. Flags have no team: leave it out.";
    }

    /// <summary>In words, for the audit trail.</summary>
    public static string Describe(IReadOnlyList<string>? flags) => flags switch
    {
        null => "",
        { Count: <= 10 } => $"; public: {string.Join(", ", flags)}",
        _ => $"; public: {string.Join(", ", flags.Take(10))} and {flags.Count - 10} more",
    };
}
