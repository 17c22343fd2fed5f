using System.Security.Claims;
using Dataface.Flags.AspNetCore.Context;
using Microsoft.AspNetCore.Http;

namespace Dataface.Flags.AspNetCore;

/// <summary>
/// How a request's evaluation context is made, and what a gated endpoint answers when its flag is off. Validated at start, and copied at
/// the first request; later changes have no effect.
/// </summary>
public sealed class RequestFlagsOptions
{
    /// <summary>The largest value of <see cref="MaxValueLength"/>: 4096 characters.</summary>
    public const int LongestValue = 4_096;

    /// <summary>
    /// The attributes and where in the request they are read, in order; if several have the same attribute, the first that the request has
    /// is used. Clear the list to start over.
    /// </summary>
    /// <value>
    /// <c>userId</c> from the claim <see cref="ClaimTypes.NameIdentifier"/>, otherwise from <c>sub</c>. No header or cookie is trusted.
    /// </value>
    public IList<AttributeSource> Attributes { get; } =
    [
        new() { Attribute = EvaluationContext.DefaultUnit, Part = RequestPart.Claim, Key = ClaimTypes.NameIdentifier },
        new() { Attribute = EvaluationContext.DefaultUnit, Part = RequestPart.Claim, Key = "sub" },
    ];

    /// <summary>
    /// The longest value that is accepted. A longer value leaves its attribute out, so that it is not a unit, and is logged once.
    /// </summary>
    /// <value>256 characters by default; 1 to <see cref="LongestValue"/>.</value>
    public int MaxValueLength { get; set; } = 256;

    /// <summary>
    /// The one place to change a request's context: gets the request and the context made from <see cref="Attributes"/>, and returns the
    /// one to use. Called once per request, hub invocation or user of a circuit, from many threads. In hubs and circuits the request is the
    /// one that opened the connection, or a copy of it, with the current user. If it throws or returns null, every flag is off there, and
    /// that is logged once.
    /// </summary>
    /// <value>Null, the default, to change nothing. Singletons come in through <c>AddRequestFlags().Configure&lt;TService&gt;(...)</c>,
    /// scoped services through the request's <see cref="HttpContext.RequestServices"/>.</value>
    public Func<HttpContext, EvaluationContext, EvaluationContext>? AdjustContext { get; set; }

    /// <summary>What a gated endpoint answers while its flag is off.</summary>
    /// <value>404 by default, as if it did not exist; 400 to 599.</value>
    public int StatusCode { get; set; } = StatusCodes.Status404NotFound;

    /// <summary>
    /// Writes the answer of a gated endpoint whose flag is off. The status is already set and may be changed;
    /// <c>Cache-Control: no-store</c> is set too. An exception from it propagates in the request.
    /// </summary>
    /// <value>Null, the default, for an empty body.</value>
    public Func<HttpContext, RequireFlagAttribute, Task>? OnFlagOff { get; set; }

    /// <summary>
    /// How long flags stay pinned in scopes that outlive most requests: a stream, a WebSocket, a circuit, the scope of a worker. The first
    /// use after that sees what has been restored, ramped up or published meanwhile. A hub invocation always pins again, and kills take
    /// effect at once.
    /// </summary>
    /// <value>30 seconds by default; more than zero and at most a day.</value>
    public TimeSpan RepinAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock for <see cref="RepinAfter"/>.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Reads an attribute from a claim of an authenticated identity.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="claimType">The claim's type; its first value is used.</param>
    /// <param name="isPrivate">Whether the value appears in no log, metric, event or explanation.</param>
    /// <param name="type">What the value is read as, so that rules can compare numbers and times.</param>
    public RequestFlagsOptions FromClaim(string attribute, string claimType, bool isPrivate = false,
        AttributeType type = AttributeType.Text) =>
        Add(new() { Attribute = attribute, Part = RequestPart.Claim, Key = claimType, IsPrivate = isPrivate, Type = type });

    /// <summary>Reads a list, such as roles, from all claims of a type of the authenticated identities.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="claimType">The claims' type; with more than 100 claims, all are ignored.</param>
    /// <param name="type">What each value is read as: text or a number. A value that is not a number leaves the attribute out.</param>
    public RequestFlagsOptions FromClaimList(string attribute, string claimType, AttributeType type = AttributeType.Text) =>
        Add(new() { Attribute = attribute, Part = RequestPart.ClaimList, Key = claimType, Type = type });

    /// <summary>
    /// Reads an attribute from a header. The sender of the request chooses the value, unless a proxy in front removes the header from
    /// incoming requests and sets its own. A header that is sent twice is ignored.
    /// </summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="header">The header's name, in any case.</param>
    /// <param name="isPrivate">Whether the value appears in no log, metric, event or explanation.</param>
    /// <param name="type">What the value is read as, so that rules can compare numbers and times.</param>
    public RequestFlagsOptions FromHeader(string attribute, string header, bool isPrivate = false,
        AttributeType type = AttributeType.Text) =>
        Add(new() { Attribute = attribute, Part = RequestPart.Header, Key = header, IsPrivate = isPrivate, Type = type });

    /// <summary>
    /// Reads an attribute, such as <c>sessionId</c>, from a cookie, as it was sent. The value is private, because most cookies are secrets.
    /// </summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="cookie">The cookie's name.</param>
    public RequestFlagsOptions FromCookie(string attribute, string cookie) =>
        Add(new() { Attribute = attribute, Part = RequestPart.Cookie, Key = cookie, IsPrivate = true });

    /// <summary>
    /// Reads the network that a request comes from, such as <c>203.0.113.0/24</c> or <c>2001:db8:7::/48</c>, for a guard with
    /// <c>"source": "network"</c>. It is that of the connection's address, so the sender cannot choose it. Behind a proxy,
    /// <c>UseForwardedHeaders</c> with its <c>KnownProxies</c> or <c>KnownIPNetworks</c> must run first; no header is read here. The value
    /// is private.
    /// </summary>
    /// <param name="attribute">The attribute's name.</param>
    public RequestFlagsOptions FromNetwork(string attribute = "network") =>
        Add(new() { Attribute = attribute, Part = RequestPart.Network, Key = "network", IsPrivate = true });

    private RequestFlagsOptions Add(AttributeSource attribute)
    {
        Attributes.Add(attribute);
        return this;
    }
}
