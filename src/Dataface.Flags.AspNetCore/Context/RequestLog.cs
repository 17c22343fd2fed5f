using Dataface.Flags.AspNetCore.Context;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.AspNetCore.Context;

/// <summary>Log events of requests, ids 7000 to 7099. None has a value that came from a request.</summary>
internal static partial class RequestLog
{
    [LoggerMessage(7000, LogLevel.Warning,
        "Attribute '{Attribute}' from {Source} was longer than {Length} characters. It is left out there. Logged once.")]
    public static partial void TooLong(ILogger logger, string attribute, string source, int length);

    [LoggerMessage(7001, LogLevel.Warning,
        "Attribute '{Attribute}' from {Source} had several values. All of them are ignored there. Logged once.")]
    public static partial void Ambiguous(ILogger logger, string attribute, string source);

    [LoggerMessage(7002, LogLevel.Error,
        "The evaluation context of a request could not be made. Every flag is off for such a request. Logged once.")]
    public static partial void ContextFailed(ILogger logger, Exception? error);

    [LoggerMessage(7003, LogLevel.Warning,
        "Flags were read before the request's user was authenticated, and stay the same for the request. Read them after "
        + "UseAuthentication. Logged once.")]
    public static partial void PinnedEarly(ILogger logger);

    [LoggerMessage(7005, LogLevel.Warning, "Attribute '{Attribute}' from {Source} was not a {Type}. It is left out there. Logged once.")]
    public static partial void OtherType(ILogger logger, string attribute, string source, AttributeType type);

    [LoggerMessage(
        7004, LogLevel.Error,
        "The AuthenticationStateProvider of a circuit did not say who its user is. Every flag is off for such a circuit. Logged once.")]
    public static partial void CircuitUserUnknown(ILogger logger, Exception error);
}
