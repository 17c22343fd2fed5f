namespace Dataface.Flags.Cleaner.Choosing;

/// <summary>What the command line asks for.</summary>
internal sealed record CleanRequest
{
    public IReadOnlyList<string> Keys { get; init; } = [];

    public string? Solution { get; init; }

    public required string Configuration { get; init; }

    public IReadOnlyList<string> Documents { get; init; } = [];

    public string? Experiments { get; init; }

    public string? Keep { get; init; }

    public bool Decided { get; init; }

    public bool Expired { get; init; }

    public required DateTime Today { get; init; }

    public bool Check { get; init; }

    public string? Patch { get; init; }

    public bool OtherKeys { get; init; }

    public string? Uses { get; init; }

    public bool Json { get; init; }
}
