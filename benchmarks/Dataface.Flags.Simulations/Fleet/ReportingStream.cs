using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Http;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>A stream that reports what has come over it, as an SDK does: after a random time that grows with the fleet.</summary>
internal sealed class ReportingStream : IDisposable
{
    private static readonly TimeSpan SpreadPerInstance = TimeSpan.FromMicroseconds(50);

    private readonly HttpClient _http;
    private readonly string _secret;
    private readonly LightStream _stream;
    private Guid _id;
    private string? _token;
    private int _instances = 1;
    private long _sequence;
    private FeedCursor? _newest;
    private int _isReporting;

    public ReportingStream(Uri server, EventCatalogue catalogue, HttpClient http, string secret)
    {
        (_http, _secret) = (http, secret);
        Server = server;
        _stream = new LightStream(server, catalogue, (cursor, _) => Arrived(cursor));
    }

    public Uri Server { get; }

    /// <summary>What the server calls it; empty before its first report.</summary>
    public Guid Id => _id;

    /// <summary>How soon the server wants to hear of it again.</summary>
    public TimeSpan Interval { get; private set; }

    /// <summary>Whether it takes nothing in and says nothing, as a process that is stopped.</summary>
    public bool IsStopped { get; private set; }

    public async Task OpenAsync() => await _stream.OpenAsync();

    public Task ReadAsync() => _stream.ReadAsync();

    public void Stop() => IsStopped = true;

    /// <summary>Goes on, with what has come meanwhile.</summary>
    public void GoOn()
    {
        IsStopped = false;
        if (Volatile.Read(ref _newest) is { } cursor) Arrived(cursor);
    }

    /// <summary>Reports what is in force.</summary>
    public async Task ReportAsync()
    {
        if (Volatile.Read(ref _newest) is not { } cursor) return;
        var body = new
        {
            environment = "production",
            service = "measured",
            version = "1.0.0",
            sdk = "Dataface.Flags/0.1.0",
            started = DateTimeOffset.UnixEpoch,
            sequence = Interlocked.Increment(ref _sequence),
            lineage = cursor.Lineage,
            applied = cursor.Sequence,
            definitions = "#1",
            token = _token,
        };
        var address = new Uri(Server, _token is null ? "/api/instances" : $"/api/instances/{_id}");
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Authorization = new("Bearer", _secret);

        // With its length, as SDKs send it.
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _http.SendAsync(request);
        var ticket = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(ticket.GetRawText());
        (_id, _token) = (ticket.GetProperty("id").GetGuid(), ticket.GetProperty("token").GetString());
        _instances = ticket.GetProperty("instances").GetInt32();
        Interval = TimeSpan.FromSeconds(ticket.GetProperty("intervalSeconds").GetDouble());
    }

    public void Dispose() => _stream.Dispose();

    private void Arrived(FeedCursor cursor)
    {
        Volatile.Write(ref _newest, cursor);
        if (!IsStopped && Interlocked.Exchange(ref _isReporting, 1) == 0) _ = ReportSoonAsync();
    }

    private async Task ReportSoonAsync()
    {
        await Task.Delay(SpreadPerInstance * _instances * Random.Shared.NextDouble());
        Volatile.Write(ref _isReporting, 0);
        await ReportAsync();
    }
}
