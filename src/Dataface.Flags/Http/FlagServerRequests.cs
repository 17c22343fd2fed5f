using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Dataface.Flags.Http;

/// <summary>Makes requests to one server, with the key of the moment. Thread-safe.</summary>
internal sealed class FlagServerRequests : IDisposable
{
    private static readonly StringWithQualityHeaderValue Gzip = new("gzip");

    private readonly HttpFlagOptions _options;
    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly ApiKeySource _key;
    private readonly HttpClient _http;
    private readonly Action _keyRefused;

    /// <param name="keyRefused">Is told when the server does not know the key and another one is there.</param>
    public FlagServerRequests(Uri address, HttpFlagOptions options, TimeProvider time, Action keyRefused)
    {
        (_options, _time, _keyRefused) = (options, time, keyRefused);
        Name = address.AbsoluteUri.TrimEnd('/');
        _root = Name + "/api/";
        _key = new ApiKeySource(options);
        _http = options.HttpClient ?? MakeClient(options);
    }

    /// <summary>The server's address.</summary>
    public string Name { get; }

    /// <summary>Makes a request and reads the answer, unpacked; the bytes are empty after 304.</summary>
    /// <exception cref="FlagServerException">The server cannot be reached, does not answer in time, or refuses.</exception>
    public Task<ReadOnlyMemory<byte>> AskAsync(
        ResiliencePipeline pipeline, Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        ExecuteAsync(
            pipeline,
            async token =>
            {
                using var response = await SendAsync(request, token).ConfigureAwait(false);
                return response.StatusCode == HttpStatusCode.NotModified
                    ? default : await ResponseBody.ReadAsync(response, _options.MaxResponseBytes, token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Makes a request whose answer is read as it comes. The caller disposes it.</summary>
    /// <exception cref="FlagServerException">The server cannot be reached, does not answer in time, or refuses.</exception>
    public Task<HttpResponseMessage> OpenAsync(
        ResiliencePipeline pipeline, Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        ExecuteAsync(pipeline, token => SendAsync(request, token), cancellationToken);

    /// <summary>A request to a path below <c>/api/</c>.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, _root + path) { Headers = { AcceptEncoding = { Gzip } } };

    public void Dispose()
    {
        // A client that was given is its giver's.
        if (_options.HttpClient is null) _http.Dispose();
    }

    private static HttpClient MakeClient(HttpFlagOptions options)
    {
        // A redirect would take the key elsewhere. Connections are renewed so that a server that moved is found, and kept from one report
        // to the next also in a large fleet, whose reports are more than a minute apart.
        var handler = options.HttpMessageHandler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.RequestTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        };
        return new HttpClient(handler, disposeHandler: options.HttpMessageHandler is null) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private async Task<T> ExecuteAsync<T>(
        ResiliencePipeline pipeline, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await Translated(attempt, token).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutRejectedException error)
        {
            throw new FlagServerException($"'{Name}' has not answered within {_options.RequestTimeout}.", error) { IsTransient = true };
        }
        catch (BrokenCircuitException error)
        {
            throw new FlagServerException(
                $"'{Name}' is not asked for a moment after several failures. The last one: {error.InnerException?.Message}", error)
            {
                IsTransient = true,
                IsUnreached = true,
                RetryAfter = error.RetryAfter,
            };
        }
    }

    private async Task<T> Translated<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new FlagServerException($"'{Name}' cannot be reached: {error.Message}", error)
            {
                IsTransient = true,
                IsUnreached = error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
            };
        }
        catch (Exception error) when (error is IOException and not FlagServerException)
        {
            throw new FlagServerException($"The connection to '{Name}' was lost: {error.Message}", error) { IsTransient = true };
        }
        catch (InvalidDataException error)
        {
            throw new FlagServerException($"The answer of '{Name}' cannot be used: {error.Message}.", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            // The timeout of a client that was given.
            throw new FlagServerException(
                $"'{Name}' has not answered in the time that the HttpClient allows.", error)
            { IsTransient = true };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var key = await _key.ReadAsync(isRefused: false, cancellationToken).ConfigureAwait(false);
        var response = await SendAsync(request, key, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Unauthorized && key is not null)
        {
            // It may have been replaced since it was read.
            var next = await _key.ReadAsync(isRefused: true, cancellationToken).ConfigureAwait(false);
            if (next != key)
            {
                _keyRefused();
                response.Dispose();
                response = await SendAsync(request, next, cancellationToken).ConfigureAwait(false);
            }
        }

        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified) return response;
        using (response) throw await FlagServerAnswer.RefusalAsync(Name, response, _time, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, string? key, CancellationToken cancellationToken)
    {
        using var request = make();
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }
}
