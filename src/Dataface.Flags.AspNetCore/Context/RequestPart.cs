namespace Dataface.Flags.AspNetCore.Context;

/// <summary>A part of a request that attributes are read from.</summary>
public enum RequestPart
{
    /// <summary>The first claim of a type on an authenticated identity: as trustworthy as the authentication.</summary>
    Claim,

    /// <summary>All claims of a type of the authenticated identities, as a list.</summary>
    ClaimList,

    /// <summary>A header: chosen by the sender of the request, unless a proxy sets it.</summary>
    Header,

    /// <summary>A cookie: chosen by the sender of the request.</summary>
    Cookie,

    /// <summary>
    /// The network of the connection's address: as the server sees it, or as <c>UseForwardedHeaders</c> has taken it from a known proxy. No
    /// header is read.
    /// </summary>
    Network,
}
