namespace Dataface.Flags.Documents;

/// <summary>A flag document that was accepted as a whole: what was written and reviewed. Immutable; thread-safe.</summary>
public sealed record FlagDocument
{
    /// <summary>The version of the document format that this library reads and writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>A document without flags.</summary>
    public static FlagDocument Empty { get; } = new();

    /// <summary>Named audiences, by name (ordinal).</summary>
    public IReadOnlyDictionary<string, Condition> Segments { get; init; } = new Dictionary<string, Condition>();

    /// <summary>Layers, by name (ordinal): flags in disjoint slices of one layer never apply to the same unit.</summary>
    public IReadOnlyDictionary<string, LayerDefinition> Layers { get; init; } = new Dictionary<string, LayerDefinition>();

    /// <summary>Service-level objectives, by name (ordinal): guards share them, and each is measured once.</summary>
    public IReadOnlyDictionary<string, ObjectiveDefinition> Objectives { get; init; } = new Dictionary<string, ObjectiveDefinition>();

    /// <summary>Flags, by key (ordinal).</summary>
    public IReadOnlyDictionary<string, FlagDefinition> Flags { get; init; } = new Dictionary<string, FlagDefinition>();
}
