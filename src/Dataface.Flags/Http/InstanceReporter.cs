using System.Net;
using System.Text.Json;
using Dataface.Flags.Background;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging;
using Polly;

namespace Dataface.Flags.Http;

/// <summary>
/// Tells the server who follows it here and what is in force: soon after a change of state, and as often as the server asks otherwise. A
/// report that fails is made again later and disturbs nothing. Thread-safe.
/// </summary>
internal sealed class InstanceReporter(
    string environment, FlagServerRequests requests, ResiliencePipeline pipeline, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>Reports of a change are spread by this for each instance that the server knows: a fleet must not speak at once.</summary>
    private static readonly TimeSpan SpreadPerInstance = TimeSpan.FromMicroseconds(50);

    private static readonly TimeSpan LongestSpread = TimeSpan.FromSeconds(2);

    /// <summary>A server that is older than reports, or has no room, is asked again after a while, or when there is news.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    /// <summary>By a real clock: nobody waits longer for the end of a client because its server is silent.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private RetryingLoop? _loop;
    private ITimer? _timer;
    private InstanceIdentity? _identity;
    private Func<InstanceStanding>? _standing;
    private InstanceTicket? _ticket;
    private long _sequence;
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;
    private int _isNews;
    private bool _isDisposed;

    /// <summary>Begins to report; later calls change nothing.</summary>
    public void Begin(InstanceIdentity identity, Func<InstanceStanding> standing)
    {
        lock (_gate)
        {
            if (_isDisposed || _loop is not null) return;
            (_identity, _standing) = (identity, standing);
            _loop = new RetryingLoop(ReportAsync, NotReported, time);
            _timer = time.CreateTimer(_ => _loop.Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _loop.Signal();
    }

    /// <summary>Something new is in force.</summary>
    public void InForce()
    {
        Volatile.Write(ref _isNews, 1);
        lock (_gate) _loop?.Signal();
    }

    /// <summary>Says goodbye, if the server knows this instance, and does not wait long for it to listen.</summary>
    public async ValueTask DisposeAsync()
    {
        RetryingLoop? loop;
        lock (_gate) (loop, _isDisposed) = (_loop, true);
        if (loop is null) return;
        await _timer!.DisposeAsync().ConfigureAwait(false);
        await loop.DisposeAsync().ConfigureAwait(false);
        if (_ticket is null) return;
        using var patience = new CancellationTokenSource(Farewell);
        try
        {
            await SendAsync(isLeaving: true, patience.Token).AsTask().WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The server learns of it from the silence.
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        var isNews = Interlocked.Exchange(ref _isNews, 0) == 1;
        if (!isNews && time.GetUtcNow() < _restsUntil) return;
        if (isNews && _ticket is { } known)
        {
            await Task.Delay(Spread(known.Instances), time, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            _ticket = await SendAsync(isLeaving: false, cancellationToken).ConfigureAwait(false);
            ScheduleNext(_ticket.Interval);
        }
        catch (FlagServerException error) when (!error.IsTransient)
        {
            Refused(error);
        }
    }

    /// <summary>What the server does not know any more is reported anew; one that takes no reports is left alone for a while.</summary>
    private void Refused(FlagServerException error)
    {
        var wasKnown = _ticket is not null && error.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden;
        _ticket = null;
        var pause = wasKnown ? TimeSpan.Zero : Rest;
        HttpLog.NotReported(logger, requests.Name, pause, error.Message);
        if (wasKnown) _loop!.Signal();
        else (_restsUntil, _) = (time.GetUtcNow() + Rest, ScheduleNext(Rest));
    }

    private void NotReported(Exception error, TimeSpan delay) => HttpLog.NotReported(logger, requests.Name, delay, error.Message);

#pragma warning disable CA5394 // Spreads load; nothing depends on its being hard to guess.
    private bool ScheduleNext(TimeSpan interval) =>
        _timer!.Change(interval * (0.9 + (0.2 * Random.Shared.NextDouble())), Timeout.InfiniteTimeSpan);

    private static TimeSpan Spread(int instances) =>
        TimeSpan.FromTicks(Math.Min((SpreadPerInstance * instances).Ticks, LongestSpread.Ticks)) * Random.Shared.NextDouble();
#pragma warning restore CA5394

    private async ValueTask<InstanceTicket> SendAsync(bool isLeaving, CancellationToken cancellationToken)
    {
        var ticket = _ticket;
        var body = await requests.AskAsync(
            pipeline,
            () =>
            {
                var request = requests.Request(HttpMethod.Post, ticket is null ? "instances" : $"instances/{ticket.Id}");
                request.Content = ChangeJson.JsonContent(json => Write(json, _standing!(), ticket, isLeaving));
                return request;
            },
            cancellationToken).ConfigureAwait(false);
        return InstanceTicket.Read(body, requests.Name);
    }

    private void Write(Utf8JsonWriter json, InstanceStanding standing, InstanceTicket? ticket, bool isLeaving)
    {
        json.WriteString("environment", environment);
        json.WriteString("service", _identity!.Service);
        json.WriteString("version", _identity.Version);
        json.WriteString("sdk", _identity.Sdk);
        json.WriteString("started", ChangeJson.Instant(_identity.Started));
        json.WriteNumber("sequence", Interlocked.Increment(ref _sequence));
        json.WriteString("lineage", standing.Lineage);
        json.WriteNumber("applied", standing.Sequence);
        json.WriteString("definitions", InstanceText.Clip(standing.Definitions));
        if (standing.Problem is { } problem) json.WriteString("problem", InstanceText.Clip(problem));
        if (isLeaving) json.WriteBoolean("leaves", true);
        if (ticket is not null) json.WriteString("token", ticket.Token);
    }
}
