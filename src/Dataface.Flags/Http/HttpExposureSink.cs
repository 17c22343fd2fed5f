using Dataface.Flags.Background;
using Dataface.Flags.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;

namespace Dataface.Flags.Exposures;

/// <summary>
/// Sends exposures and tracked events to a flag server, as batches of CloudEvents. A tracked event's value becomes its attribute
/// <c>amount</c>. While the server cannot be reached, it retries with growing delays, and events wait in the client's bounded queues
/// (<see cref="ExposureOptions.QueueCapacity"/>); evaluations never wait. An event that is sent twice counts once, since each has its own
/// id. One batch at a time. Dispose it after the client.
/// </summary>
public sealed class HttpExposureSink : IExposureSink, ITrackedEventSink, IDisposable
{
    /// <summary>How many events one request holds: well below the largest body that a server takes.</summary>
    internal const int EventsPerRequest = 1_000;

    private const string Path = "events";

    private readonly FlagServerRequests _requests;
    private readonly ResiliencePipeline _patiently;
    private readonly ExposureEventWriter _writer;
    private readonly ILogger _logger;
    private readonly OutageWitness _sending;
    private bool _isFailing;

    /// <param name="address">The server's address, such as <c>https://flags.example.com</c>.</param>
    /// <param name="environment">The environment that the events belong to.</param>
    /// <param name="options">
    /// The key, which needs the scope <c>report</c>, and the request timeout; other options have no effect here. Null for the defaults.
    /// </param>
    /// <exception cref="ArgumentException">The address is not an absolute http or https address, or holds a user or a password.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range, or two contradict each
    /// other.</exception>
    public HttpExposureSink(Uri address, string environment, HttpFlagOptions? options = null)
        : this(address, environment, options ?? new(), TimeProvider.System, NullLogger.Instance)
    {
    }

    internal HttpExposureSink(
        Uri address, string environment, HttpFlagOptions options, TimeProvider time, ILogger logger, OutageLog? outages = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentException.ThrowIfNullOrWhiteSpace(environment);
        FlagServerAddress.ThrowIfInvalid(address);
        HttpFlagOptionsValidation.ThrowIfInvalid(options);
        _logger = logger;
        _writer = new ExposureEventWriter(environment);
        _requests = new FlagServerRequests(address, options.Copy(), time, () => HttpLog.KeyReplaced(logger, Name!));
        Name = _requests.Name;
        _sending = (outages ?? new OutageLog(time, logger)).Witness(Name);
        _patiently = ServerPipelines.Sending(options.RequestTimeout, time, Failed);
    }

    /// <inheritdoc/>
    /// <value>The server's address.</value>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The server refuses the events permanently; the message contains its answer.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<Exposure> exposures, CancellationToken cancellationToken) =>
        SendAsync(exposures, part => _writer.Write(part.Span), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="IOException">The server refuses the events permanently; the message contains its answer.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<TrackedEvent> events, CancellationToken cancellationToken) =>
        SendAsync(events, part => _writer.Write(part.Span), cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _requests.Dispose();
        _sending.Dispose();
    }

    private async ValueTask SendAsync<T>(
        ReadOnlyMemory<T> events, Func<ReadOnlyMemory<T>, ReadOnlyMemory<byte>> write, CancellationToken cancellationToken)
    {
        for (var start = 0; start < events.Length; start += EventsPerRequest)
        {
            var body = write(events.Slice(start, Math.Min(EventsPerRequest, events.Length - start)));
            await _requests.AskAsync(_patiently, () => Request(body), cancellationToken).ConfigureAwait(false);
            if (!_isFailing) continue;
            _isFailing = false;
            _sending.Works();
            ExposureLog.SinkRecovered(_logger, Name);
        }
    }

    private HttpRequestMessage Request(ReadOnlyMemory<byte> body)
    {
        var request = _requests.Request(HttpMethod.Post, Path);
        request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new("application/cloudevents-batch+json") } };
        return request;
    }

    private void Failed(Exception error, TimeSpan delay)
    {
        var news = _sending.Failed(error);
        if (_isFailing) return;
        _isFailing = true;
        ExposureLog.SinkFailed(_logger, news.Level, Name, error);
    }
}
