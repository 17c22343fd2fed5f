using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>Takes messages on the loopback, whatever it answers, and keeps them.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly CancellationTokenSource _stopping = new();

    private Receiver(WebApplication app) => _app = app;

    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>The kinds of all messages, in the order in which they came.</summary>
    public IReadOnlyList<string> Types => [.. _received.Select(received => received.Type)];

    public Uri Address => new(_app.Urls.Single() + "/flags");

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = StatusCodes.Status204NoContent;

    /// <summary>When it wants to be asked again; null for not said.</summary>
    public string? RetryAfter { get; set; }

    /// <summary>Whether it answers at all.</summary>
    public bool Hangs { get; set; }

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        _received.Enqueue(new(
            http.Request.Headers["webhook-id"].ToString(), http.Request.Headers["webhook-timestamp"].ToString(),
            http.Request.Headers["webhook-signature"].ToString(), await reader.ReadToEndAsync(), http.Request.ContentType ?? ""));
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        http.Response.StatusCode = Status;
        if (RetryAfter is not null) http.Response.Headers.RetryAfter = RetryAfter;
        if (Status == (int)HttpStatusCode.Redirect) http.Response.Headers.Location = "/elsewhere";
    }
}

/// <summary>A message as it has come.</summary>
internal sealed record Received(string Id, string Timestamp, string Signature, string Body, string ContentType)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    /// <summary>Whether the signature is the specification's: HMAC-SHA256 over id, timestamp and body.</summary>
    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signed = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}"));
        return Signature == $"v1,{Convert.ToBase64String(signed)}";
    }
}
