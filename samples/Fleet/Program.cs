using System.Collections.Concurrent;
using System.Text.Json;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

// A receiver of a flag server's messages: it prints those that are signed with its secret, each once, and refuses all others.
//   flags-receiver --urls http://127.0.0.1:8484 --secretFile on-call.secret
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
var secretFile = app.Configuration["secretFile"]
    ?? throw new InvalidOperationException("Write --secretFile and the file that holds the secret of 'webhooks make'.");
var known = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);

app.MapPost("/flags", async (HttpRequest request) =>
{
    using var reader = new StreamReader(request.Body);
    var body = await reader.ReadToEndAsync();
    try
    {
        // Read anew each time, so that another secret needs no restart. The signature's time is looked at, too: five minutes either way.
        new StandardWebhook((await File.ReadAllTextAsync(secretFile)).Trim()).Verify(body, request.Headers);
    }
    catch (WebhookVerificationException error)
    {
        Console.WriteLine($"refused: {error.Message}");
        return Results.Unauthorized();
    }

    // At least once: what comes again has the same id. A real receiver keeps ids where they survive.
    if (!known.TryAdd(request.Headers["webhook-id"].ToString(), true)) return Results.NoContent();
    var message = JsonElement.Parse(body);
    Console.WriteLine($"verified: {message.GetProperty("type").GetString()} {message.GetProperty("data").GetRawText()}");
    return Results.NoContent();
});

await app.StartAsync();
Console.WriteLine($"Listens on {app.Urls.Single()}");
await app.WaitForShutdownAsync();
