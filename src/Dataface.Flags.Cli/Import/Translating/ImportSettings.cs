using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>What the file does not say of its flags.</summary>
internal sealed record ImportSettings
{
    /// <summary>Who answers for the flags.</summary>
    public required string Owner { get; init; }

    /// <summary>The day of the import.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>The moment of the import; decides which time windows are over.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The day from which the flags are off.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>The day on which the flags were introduced; null when nobody knows.</summary>
    public DateOnly? Created { get; init; }

    /// <summary>What the service allows documents.</summary>
    public DocumentPolicy Policy { get; init; } = DocumentPolicy.Default;

    /// <summary>The environments that the file is for.</summary>
    public IReadOnlyList<string> Environments { get; init; } = ["production"];

    /// <summary>The attribute that holds what Microsoft's library calls the user's id.</summary>
    public string UserAttribute { get; init; } = EvaluationContext.DefaultUnit;

    /// <summary>The attribute that holds the user's groups.</summary>
    public string GroupsAttribute { get; init; } = "groups";

    /// <summary>The names of flags that are operational levers.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];
}
