namespace Dataface.Flags.AspNetCore.Context;

/// <summary>An attribute of the evaluation context and where in a request it is read. Immutable.</summary>
public sealed record AttributeSource
{
    /// <summary>The attribute's name.</summary>
    public required string Attribute { get; init; }

    /// <summary>The part of the request.</summary>
    public required RequestPart Part { get; init; }

    /// <summary>The claim's type, or the name of the header or cookie.</summary>
    public required string Key { get; init; }

    /// <summary>Whether the value appears in no log, metric, event or explanation; false by default. Lists cannot be private.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>
    /// What the value is read as. A value that does not have this type leaves the attribute out, and is logged once. Lists are text or
    /// numbers.
    /// </summary>
    public AttributeType Type { get; init; }

    internal string Describe() => Part switch
    {
        RequestPart.Claim => $"claim {Key}",
        RequestPart.ClaimList => $"claims {Key}",
        RequestPart.Header => $"header {Key}",
        RequestPart.Network => "the connection's network",
        _ => $"cookie {Key}",
    };
}
