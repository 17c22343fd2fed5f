namespace Dataface.Flags.Documents;

/// <summary>Records that a flag was taken over from another library and its users kept their variants. Immutable; thread-safe.</summary>
public sealed record FlagImport
{
    /// <summary>The library that had the flag before, such as <c>Microsoft.FeatureManagement</c>.</summary>
    public required string From { get; init; }

    /// <summary>The UTC day of the import, which is the day on which the flag was created here.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The UTC day on which the flag was introduced there; null, the default, when that is not known.</summary>
    public DateOnly? Created { get; init; }
}
