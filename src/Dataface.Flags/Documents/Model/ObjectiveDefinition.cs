namespace Dataface.Flags.Documents;

/// <summary>
/// A service-level objective: how many of a service's requests must be good. It belongs to the service, not to a flag: guards share it by
/// name, and its requests are counted once.
/// </summary>
public sealed record ObjectiveDefinition
{
    /// <summary>The objective's name.</summary>
    public required string Name { get; init; }

    /// <summary>The share of requests that must be good, in percent, above 0 and below 100.</summary>
    public required double Percent { get; init; }
}
