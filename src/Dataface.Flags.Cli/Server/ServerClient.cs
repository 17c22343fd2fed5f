using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Dataface.Flags.Guard;
using Dataface.Flags.Http;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Dataface.Flags.Cli.Server;

/// <summary>
/// Speaks to a flag server, for one command. A request that may be made twice is made again when the server does not answer, a change with
/// the same id; somebody waits, so that it ends soon either way. Failures are <see cref="FlagServerException"/> with the server's own
/// words.
/// </summary>
internal sealed class ServerClient : IAsyncDisposable
{
    private const string Unknown =
        "Whether anything was changed is not known: 'dataface-flags history' tells when the server answers again.";

    private const int Retries = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private readonly FlagServerConnection _connection;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _once;
    private readonly ResiliencePipeline _again;

    /// <summary>Whether an attempt of the last request may have done something before its answer was lost.</summary>
    private bool _mayHaveArrived;

    /// <param name="address">The server.</param>
    /// <param name="environment">The environment that the command is about.</param>
    /// <param name="key">The key, or where it is.</param>
    /// <param name="time">The clock.</param>
    public ServerClient(Uri address, string environment, (string? Text, string? File) key, TimeProvider time)
    {
        var options = new HttpFlagOptions { ApiKey = key.Text, ApiKeyFile = key.File, RequestTimeout = Timeout };
        _connection = new FlagServerConnection(address, environment, options, time, NullLogger.Instance);
        _time = time;
        _once = Once(Timeout);
        _again = Again(_once);
    }

    private ResiliencePipeline Once(TimeSpan timeout) =>
        new ResiliencePipelineBuilder { TimeProvider = _time }.AddTimeout(timeout).Build();

    private ResiliencePipeline Again(ResiliencePipeline once) =>
        new ResiliencePipelineBuilder { TimeProvider = _time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is FlagServerException { IsTransient: true } or TimeoutRejectedException),
                OnRetry = arguments =>
                {
                    _mayHaveArrived |= MayHaveArrived(arguments.Outcome.Exception);
                    return ValueTask.CompletedTask;
                },
            })
            .AddPipeline(once)
            .Build();

    public string Name => _connection.Name;

    public IGuardEvidenceStore Evidence => new HttpGuardEvidenceStore(_connection);

    /// <summary>The whole audit trail, oldest first.</summary>
    public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken) =>
        new HttpFlagStateStore(_connection).ReadAuditAsync(cancellationToken);

    /// <summary>Definitions and state of the environment.</summary>
    public async Task<Feed> ReadFeedAsync(CancellationToken cancellationToken)
    {
        var body = await ReadAsync("flags/" + Uri.EscapeDataString(_connection.Environment), cancellationToken);
        return FeedReader.Read(body, _connection.Environment, Name);
    }

    /// <summary>Something below <c>/api/</c> as it is.</summary>
    public Task<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken) =>
        _connection.Requests.AskAsync(_again, () => _connection.Requests.Request(HttpMethod.Get, path), cancellationToken);

    /// <summary>The document in force as it was published; null when none was.</summary>
    public async Task<PublishedDocument?> ReadDocumentAsync(CancellationToken cancellationToken)
    {
        try
        {
            var requests = _connection.Requests;
            using var response = await requests.OpenAsync(_again, () => requests.Request(HttpMethod.Get, "flags"), cancellationToken);
            var number = int.Parse(response.Headers.GetValues("X-Revision").First(), CultureInfo.InvariantCulture);
            var hash = response.Headers.ETag!.Tag.Trim('"');
            return new()
            {
                Revision = new(number, hash),
                Utf8Json = await ResponseBody.ReadAsync(response, int.MaxValue, cancellationToken),
            };
        }
        catch (FlagServerException error) when (error.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Kills or restores a flag, or changes its ramp.</summary>
    /// <param name="change">The change.</param>
    /// <param name="rule">The rule whose ramp is meant; null for the environment's own.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <param name="wait">How long the answer may wait for instances to confirm a kill or restore.</param>
    public async Task<ServerAnswer> ChangeAsync(
        StateChange change, string? rule, CancellationToken cancellationToken, TimeSpan wait = default) => ServerAnswer.Of(
        await AskAsync(
            wait > TimeSpan.Zero ? Again(Once(wait + Timeout)) : _again,
            HttpMethod.Post,
            $"flags/{Uri.EscapeDataString(change.Flag)}/{ChangeJson.RouteOf(change.Action)}",
            () => ServerJson.Write(change, rule, wait),
            cancellationToken));

    /// <summary>
    /// Puts a document in force in the place of the one that was read; refused when another one has been published meanwhile.
    /// </summary>
    /// <param name="change">Who and why.</param>
    /// <param name="document">The document's bytes.</param>
    /// <param name="replaced">The hash of the one that was read; null for none.</param>
    /// <param name="broken">The experiments that may be broken by it.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    public async Task<ServerAnswer> PublishAsync(
        StateChange change, ReadOnlyMemory<byte> document, string? replaced, IReadOnlyList<string> broken,
            CancellationToken cancellationToken)
    {
        var requests = _connection.Requests;
        var body = await SendAsync(
            _again,
            () =>
            {
                var request = requests.Request(HttpMethod.Put, "flags");
                request.Content = new ReadOnlyMemoryContent(document) { Headers = { ContentType = new("application/json") } };
                if (replaced is null) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
                else request.Headers.IfMatch.Add(new($"\"{replaced}\""));
                request.Headers.Add("X-Change-Id", change.Id.ToString());
                request.Headers.Add("X-Reason", Uri.EscapeDataString(change.Reason));
                request.Headers.Add("X-By", Uri.EscapeDataString(change.By));
                if (broken.Count > 0) request.Headers.Add("X-Break-Experiment", string.Join(",", broken.Select(Uri.EscapeDataString)));
                return request;
            },
            cancellationToken);
        return ServerAnswer.Of(JsonElement.Parse(body.Span));
    }

    /// <summary>Asks for something below <c>/api/</c> that may be asked for twice.</summary>
    public Task<JsonElement> AskAsync(HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellationToken) =>
        AskAsync(_again, method, path, content, cancellationToken);

    /// <summary>Asks for something that must not be asked for twice, such as a new secret.</summary>
    public Task<JsonElement> AskOnceAsync(
        HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellationToken) =>
        AskAsync(_once, method, path, content, cancellationToken);

    /// <summary>Null when the server is ready; otherwise why it is not.</summary>
    public async Task<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _connection.Requests.AskAsync(_once, () => new(HttpMethod.Get, Name + "/healthz/ready"), cancellationToken);
            return null;
        }
        catch (FlagServerException error) when (error.Status == HttpStatusCode.ServiceUnavailable)
        {
            return error.Message;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<JsonElement> AskAsync(
        ResiliencePipeline pipeline, HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellationToken)
    {
        var requests = _connection.Requests;
        var body = await SendAsync(
            pipeline,
            () =>
            {
                var request = requests.Request(method, path);
                request.Content = content?.Invoke();
                return request;
            },
            cancellationToken);
        return body.Length == 0 ? default : JsonElement.Parse(body.Span);
    }

    /// <summary>Sends a request, and says when nobody knows whether what it asks for was done.</summary>
    private async Task<ReadOnlyMemory<byte>> SendAsync(
        ResiliencePipeline pipeline, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        var isChange = false;
        _mayHaveArrived = false;
        try
        {
            return await _connection.Requests.AskAsync(
                pipeline,
                () =>
                {
                    var request = make();
                    isChange = request.Method != HttpMethod.Get;
                    return request;
                },
                cancellationToken);
        }
        catch (FlagServerException error) when (error.IsTransient && isChange && (_mayHaveArrived || MayHaveArrived(error)))
        {
            throw new FlagServerException($"{error.Message} {Unknown}", error) { Status = error.Status, IsTransient = true };
        }
    }

    /// <summary>Whether a server may have done what a request that failed has asked for.</summary>
    private static bool MayHaveArrived(Exception? error) =>
        error is not FlagServerException { IsUnreached: true } and not FlagServerException { Status: HttpStatusCode.TooManyRequests };
}
