using System.Data.Common;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Dataface.Flags.Background;

/// <summary>
/// The name of a failure's cause. Refused, reset, timed out and swallowed connections are one cause, since one outage shows all of them
/// in turn.
/// </summary>
internal static class OutageCause
{
    /// <summary>Whatever one depends on does not answer.</summary>
    public const string NoAnswer = "no answer";

    /// <summary>Somebody has waited long enough. Why there was no answer, others may know better.</summary>
    public const string Silence = "silence";

    /// <summary>It answers, and is not trusted.</summary>
    public const string NotTrusted = "not trusted";

    public static string Of(Exception error) => error switch
    {
        IOutageCause known => known.Cause,
        { InnerException: AuthenticationException } or AuthenticationException => NotTrusted,
        DbException { SqlState: { } state } when !IsConnection(state) => $"SQLSTATE {state}",
        BrokenCircuitException { InnerException: { } last } => Of(last),
        DbException or SocketException or HttpRequestException => NoAnswer,
        TimeoutException or TimeoutRejectedException or OperationCanceledException => Silence,
        IOException or UnauthorizedAccessException => "unreadable",
        _ => error.GetType().Name,
    };

    /// <summary>PostgreSQL says goodbye, or that it is not there yet: part of every restart.</summary>
    private static bool IsConnection(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal);
}
