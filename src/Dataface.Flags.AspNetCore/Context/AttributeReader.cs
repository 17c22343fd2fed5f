using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.AspNetCore.Context;

/// <summary>Reads one attribute from one place in a request.</summary>
internal sealed class AttributeReader(AttributeSource attribute, int maxLength, ILogger logger)
{
    /// <summary>Longer lists are ignored.</summary>
    private const int LongestList = 100;

    private int _hasLoggedLength;
    private int _hasLoggedAmbiguity;
    private int _hasLoggedType;

    // Interned, as names in documents are, so that an evaluation compares references.
    public string Attribute { get; } = string.Intern(attribute.Attribute);

    /// <summary>Adds the attribute if it is usable.</summary>
    /// <returns>Whether the request has it, usable or not.</returns>
    public bool TryRead(HttpContext http, EvaluationContextBuilder context) => attribute.Part switch
    {
        RequestPart.Claim => TryAdd(Claim(http), context),
        RequestPart.ClaimList => TryAddList(http, context),
        RequestPart.Header => TryAddHeader(http, context),
        RequestPart.Network => TryAdd(NetworkPrefix.Of(http.Connection.RemoteIpAddress), context),
        _ => TryAdd(http.Request.Cookies[attribute.Key], context),
    };

    private string? Claim(HttpContext http)
    {
        foreach (var identity in http.User.Identities)
        {
            if (identity.IsAuthenticated && identity.FindFirst(attribute.Key) is { Value.Length: > 0 } claim) return claim.Value;
        }

        return null;
    }

    private bool TryAddList(HttpContext http, EvaluationContextBuilder context)
    {
        var values = http.User.Identities.Where(i => i.IsAuthenticated).SelectMany(i => i.FindAll(attribute.Key)).Select(c => c.Value)
            .Take(LongestList + 1).ToArray();
        if (values.Length > LongestList) WarnOnce(ref _hasLoggedAmbiguity, isTooLong: false);
        else if (values.Any(value => value.Length > maxLength)) WarnOnce(ref _hasLoggedLength, isTooLong: true);
        else if (values.Length > 0 && !AttributeText.TrySetList(context, attribute, Attribute, values)) WarnOfType();
        return values.Length > 0;
    }

    private bool TryAddHeader(HttpContext http, EvaluationContextBuilder context)
    {
        var values = http.Request.Headers[attribute.Key];
        if (values.Count <= 1) return TryAdd(values.Count == 0 ? null : values[0], context);

        // One may be the proxy's and one the client's, and there is no telling which.
        WarnOnce(ref _hasLoggedAmbiguity, isTooLong: false);
        return true;
    }

    private bool TryAdd(string? value, EvaluationContextBuilder context)
    {
        if (string.IsNullOrEmpty(value)) return false;
        if (value.Length > maxLength) WarnOnce(ref _hasLoggedLength, isTooLong: true);
        else if (!AttributeText.TrySet(context, attribute, Attribute, value)) WarnOfType();
        return true;
    }

    private void WarnOfType()
    {
        if (Interlocked.Exchange(ref _hasLoggedType, 1) == 0)
            RequestLog.OtherType(logger, Attribute, attribute.Describe(), attribute.Type);
    }

    private void WarnOnce(ref int hasLogged, bool isTooLong)
    {
        if (Interlocked.Exchange(ref hasLogged, 1) != 0) return;
        if (isTooLong) RequestLog.TooLong(logger, Attribute, attribute.Describe(), maxLength);
        else RequestLog.Ambiguous(logger, Attribute, attribute.Describe());
    }
}
