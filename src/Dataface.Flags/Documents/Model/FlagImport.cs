namespace Dataface.Flags.Documents;

/// <summary>That a flag was taken over from another library, whose users kept what they had. Immutable; thread-safe.</summary>
public sealed record FlagImport
{
    /// <summary>What had the flag before, such as <c>Microsoft.FeatureManagement</c>.</summary>
    public required string From { get; init; }

    /// <summary>The UTC day of the import, which is the day on which the flag was created here.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The UTC day on which the flag was introduced there; null, the default, when nobody knows.</summary>
    public DateOnly? Created { get; init; }
}
