using System.Net;
using System.Security.Authentication;
using System.Text;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Dataface.Flags.Tests.Guard;
using Dataface.Flags.Tests.Http;

namespace Dataface.Flags.Tests.Outages;

/// <summary>What can be wrong with a server.</summary>
public enum Fault
{
    None,
    Down,
    Hangs,
    Unauthorized,
    Forbidden,
    Unavailable,
    NotTrusted,
    Garbage,

    /// <summary>Refused, 5xx and silence in turn, as behind a load balancer.</summary>
    DownAndHangs,
}

/// <summary>A server in place of the network, by any clock, that has every fault at once for whatever is asked.</summary>
internal sealed class UnsteadyServer : HttpMessageHandler
{
    private readonly PublishedDocument _document = DocumentOf(GuardScenario.Document());
    private TaskCompletionSource _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Fault _now;
    private int _requests;

    private string Feed => ContractJson.Feed("production", "", _document, FlagState.Empty);

    public int Requests => Volatile.Read(ref _requests);

    public Fault Fault
    {
        get => _now;
        set
        {
            _now = value;
            if (value == Fault.None) _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
            else _fault.TrySetResult();
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var turn = Interlocked.Increment(ref _requests);
        switch (_now)
        {
            case Fault.None: return Answer(request);
            case Fault.DownAndHangs when turn % 2 == 0:
            case Fault.Hangs: await Task.Delay(Timeout.Infinite, cancellationToken); break;
            case Fault.Unauthorized: return new(HttpStatusCode.Unauthorized);
            case Fault.Forbidden: return new(HttpStatusCode.Forbidden);
            case Fault.Unavailable: return new(turn % 2 == 0 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.BadGateway);
            case Fault.NotTrusted:
                throw new HttpRequestException(HttpRequestError.SecureConnectionError, "The SSL connection could not be established.",
                    new AuthenticationException("expired"));
            case Fault.Garbage: return Text($"<html>{turn}</html>", "application/json");
        }

        throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");
    }

    private static PublishedDocument DocumentOf(string json) =>
        new()
        {
            Revision = new(1, PublishedDocument.HashOf(Encoding.UTF8.GetBytes(json))),
            Utf8Json = Encoding.UTF8.GetBytes(json),
        };

    private static HttpResponseMessage Text(string text, string type) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, type) };

    private HttpResponseMessage Answer(HttpRequestMessage request) => request switch
    {
        { RequestUri.AbsolutePath: var path } when path.EndsWith("/stream", StringComparison.Ordinal) => Stream(),
        { RequestUri.AbsolutePath: "/api/guard/evidence", Method.Method: "GET" } =>
            Text("""{"bucket":0,"units":0,"counts":[]}""", "application/json"),
        { Method.Method: "POST", RequestUri.AbsolutePath: "/api/events" } => Text("{}", "application/json"),
        { Method.Method: "POST" } => Text("""{"reach":"fleet","cursor":".1.1"}""", "application/json"),
        _ => Text(Feed, "application/json"),
    };

    private HttpResponseMessage Stream()
    {
        var said = $"event: hello\ndata: {{\"heartbeatSeconds\":1,\"server\":\"test\"}}\n\nevent: snapshot\ndata: {Feed}\n\n";
        var content = new StreamContent(new HeldStream(said, _fault.Task));
        content.Headers.ContentType = new("text/event-stream");
        return new(HttpStatusCode.OK) { Content = content };
    }

    /// <summary>Says something, gives a sign of life whenever it is read, and ends with the fault.</summary>
    private sealed class HeldStream(string said, Task fault) : MemoryStream(Encoding.UTF8.GetBytes(said))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            if (count > 0) return count;
            await fault.WaitAsync(cancellationToken);
            throw new IOException("The connection was reset.");
        }
    }
}
