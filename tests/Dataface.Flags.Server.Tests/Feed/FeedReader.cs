using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Feed;

/// <summary>A stream of the server, read event by event as any client would.</summary>
internal sealed class FeedReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _answer;
    private readonly IAsyncEnumerator<SseItem<string>> _events;
    private readonly CancellationTokenSource _patience = new();

    private FeedReader(HttpResponseMessage answer, Stream body)
    {
        _answer = answer;
        _events = SseParser.Create(body).EnumerateAsync(_patience.Token).GetAsyncEnumerator(_patience.Token);
    }

    public static async Task<FeedReader> OpenAsync(
        HttpClient client, string environment = "production", string? lastEventId = null, bool gzip = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/flags/{environment}/stream");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        if (gzip) request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        Assert.That(answer.Content.Headers.ContentEncoding, gzip ? Is.EqualTo(new[] { "gzip" }) : Is.Empty);
        var body = await answer.Content.ReadAsStreamAsync();
        var reader = new FeedReader(answer, gzip ? new GZipStream(body, CompressionMode.Decompress) : body);
        Assert.That((await reader.NextAsync())!.Value.Name, Is.EqualTo("hello"));
        return reader;
    }

    /// <summary>The next event; null at the stream's end.</summary>
    public async Task<(string Name, string? Id, JsonElement Data)?> NextAsync()
    {
        _patience.CancelAfter(Patience);
        return await _events.MoveNextAsync()
            ? (_events.Current.EventType, _events.Current.EventId, JsonElement.Parse(_events.Current.Data)) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _patience.CancelAsync();
        _answer.Dispose();
        _patience.Dispose();
    }
}
