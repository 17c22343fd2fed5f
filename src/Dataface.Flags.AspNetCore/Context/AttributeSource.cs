namespace Dataface.Flags.AspNetCore.Context;

/// <summary>An attribute of the evaluation context and where in a request it is read. Immutable.</summary>
/// <param name="Attribute">The attribute's name.</param>
/// <param name="Part">The part of the request.</param>
/// <param name="Key">The claim's type, or the name of the header or cookie.</param>
/// <param name="IsPrivate">Whether the value appears in no log, metric, event or explanation. Lists cannot be private.</param>
public sealed record AttributeSource(string Attribute, RequestPart Part, string Key, bool IsPrivate = false)
{
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
