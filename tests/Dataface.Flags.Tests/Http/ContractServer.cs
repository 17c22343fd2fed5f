using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Guard;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Http;

/// <summary>
/// A small flag server that keeps to the contract of docs/http.md, over the stores in memory, and that can be told to misbehave.
/// </summary>
internal sealed class ContractServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<ContractStream, Task> _streams = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<(string Path, JsonElement Body)> _reports = new();
    private readonly Task _serving;
    private volatile PublishedDocument? _document;

    public ContractServer(TimeProvider? evidenceTime = null)
    {
        Evidence = new InMemoryGuardEvidenceStore(evidenceTime);
        Address = LoopbackServer.Start(_listener);
        State.OnChange(_ => TellStreams());
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public InMemoryFlagStateStore State { get; } = new("server");

    public InMemoryGuardEvidenceStore Evidence { get; }

    /// <summary>The keys that it knows; null when it wants none.</summary>
    public volatile HashSet<string>? Keys;

    /// <summary>Answers in its stead; false to let it answer itself.</summary>
    public Func<HttpListenerContext, bool>? Instead { get; set; }

    /// <summary>The same for reports of instances.</summary>
    public Func<HttpListenerContext, bool>? InsteadOfReports { get; set; }

    /// <summary>Whether it asks for usage, and for reports again and again; a server that is older does not.</summary>
    public bool AsksForUsage { get; set; }

    /// <summary>Path and body of the reports that came.</summary>
    public IReadOnlyList<(string Path, JsonElement Body)> Reports => [.. _reports];

    /// <summary>How often streams give a sign of life.</summary>
    public double HeartbeatSeconds { get; set; } = 0.5;

    /// <summary>How far it says that changes get.</summary>
    public string Reach { get; set; } = "fleet";

    /// <summary>The line of history that it says it is on.</summary>
    public string Lineage { get; set; } = "";

    public int OpenStreams => _streams.Count;

    /// <summary>Method, path and position of what came, such as <c>GET /api/flags/production/stream .1.0</c>.</summary>
    public IEnumerable<string> Requests => _requests;

    public void Publish(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        _document = new()
        {
            Revision = new((_document?.Revision.Number ?? 0) + 1, PublishedDocument.HashOf(bytes)),
            Utf8Json = bytes,
        };
        TellStreams();
    }

    public PublishedDocument? Document => _document;

    public async Task<string> CursorAsync(string environment = "production") =>
        ContractJson.Cursor(Lineage, _document, await State.LoadAsync(environment, default));

    /// <summary>Sends bytes as they are to every stream.</summary>
    public void Push(string raw)
    {
        foreach (var stream in _streams.Keys) stream.Push(raw);
    }

    /// <summary>Sends bytes to every stream and ends it.</summary>
    public void End(string raw)
    {
        foreach (var stream in _streams.Keys) stream.End(raw);
    }

    public async ValueTask DisposeAsync()
    {
        End("");
        await Task.WhenAll(_streams.Values);
        _listener.Abort();
        await _serving;
        ((IDisposable)_listener).Dispose();
    }

    /// <summary>Whether streams are told of nothing that changes.</summary>
    public bool IsSilent { get; set; }

    private void TellStreams()
    {
        if (IsSilent) return;
        foreach (var stream in _streams.Keys) stream.Look();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var request = context.Request;
            var path = request.Url!.AbsolutePath;
            if (path.StartsWith("/api/instances", StringComparison.Ordinal))
            {
                await TakeReportAsync(context, path);
                return;
            }

            var since = request.Headers["Last-Event-ID"] ?? request.Headers["If-None-Match"];
            _requests.Enqueue($"{request.HttpMethod} {path} {since}".TrimEnd());
            if (Keys is { } keys && !keys.Contains(request.Headers["Authorization"] ?? ""))
                await ContractJson.ProblemAsync(context, 401, "There is no such key.", "Ask for another.");
            else if (Instead?.Invoke(context) != true) await RouteAsync(context, path["/api/".Length..].Split('/'));
        }
        catch (Exception error) when (error is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has gone.
        }
    }

    /// <summary>Reports come when they like: no test counts them among what was asked for.</summary>
    private async Task TakeReportAsync(HttpListenerContext context, string path)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var body = JsonElement.Parse(await reader.ReadToEndAsync());
        _reports.Enqueue((path, body));
        if (InsteadOfReports?.Invoke(context) == true) return;
        await ContractJson.AnswerAsync(
            context,
            $$"""
            {"id":"2f9c9a51-5c3c-4a0e-9d0e-6d6b2f6c4f11","token":"a token","intervalSeconds":{{(AsksForUsage ? "0.1" :
                "30")}},"instances":3,
             "later":{"may":"say more"}{{(AsksForUsage ? $",\"usage\":{NumberOf(body)}" : "")}}}
            """);
    }

    private static long NumberOf(JsonElement report) =>
        report.TryGetProperty("usage", out var usage) ? usage.GetProperty("number").GetInt64() : 0;

    private Task RouteAsync(HttpListenerContext context, string[] path) => (context.Request.HttpMethod, path) switch
    {
        ("GET", ["flags", var environment]) => FeedAsync(context, environment),
        ("GET", ["flags", var environment, "stream"]) => StreamAsync(context, environment),
        ("POST", ["flags", var flag, var action]) => ChangeAsync(context, Uri.UnescapeDataString(flag), action),
        ("GET", ["audit"]) => AuditAsync(context),
        ("POST", ["guard", "evidence"]) => ContractEvidence.AddAsync(context, Evidence),
        ("GET", ["guard", "evidence"]) => ContractEvidence.ReadAsync(context, Evidence),
        _ => ContractJson.ProblemAsync(context, 404, "There is no such thing.", "Look elsewhere."),
    };

    private async Task FeedAsync(HttpListenerContext context, string environment)
    {
        var state = await State.LoadAsync(environment, default);
        var tag = $"\"{ContractJson.Cursor(Lineage, _document, state)}\"";
        context.Response.Headers["ETag"] = tag;
        if (context.Request.Headers["If-None-Match"] == tag) ContractJson.Status(context, 304);
        else await ContractJson.AnswerAsync(context, ContractJson.Feed(environment, Lineage, _document, state));
    }

    private async Task StreamAsync(HttpListenerContext context, string environment)
    {
        var stream = new ContractStream(this, context, environment);

        // Before it has sent anything: whoever has seen that may push the next thing at once.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _streams[stream] = ended.Task;
        try
        {
            await stream.RunAsync();
        }
        finally
        {
            _streams.TryRemove(stream, out _);
            ended.SetResult();
        }
    }

    private async Task ChangeAsync(HttpListenerContext context, string flag, string action)
    {
        var change = await ContractJson.ReadChangeAsync(context, flag, action);
        try
        {
            await State.ApplyAsync(change, default);
        }
        catch (RefusalException refused)
        {
            HttpFault.Problem(409, refused.Message)(context);
            return;
        }

        await ContractJson.AnswerAsync(
            context, $$"""
            {"id":"{{change.Id}}","flag":"{{flag}}","environment":"{{change.Environment}}","reach":"{{Reach}}",
             "cursor":"{{await CursorAsync(change.Environment)}}"}
            """);
    }

    private async Task AuditAsync(HttpListenerContext context)
    {
        var lines = new StringBuilder();
        await foreach (var record in State.ReadAuditAsync(default))
            lines.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(AuditCodec.Write(record))}\n");
        await ContractJson.AnswerAsync(context, lines.ToString());
    }
}
