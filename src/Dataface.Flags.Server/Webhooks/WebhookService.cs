using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>
/// Makes, tests and revokes webhooks, each change with its record in the audit trail first, which names no address. Thread-safe.
/// </summary>
internal sealed class WebhookService(ServerStorage storage, WebhookAddresses addresses, WebhookSender sender, TimeProvider time)
{
    private const int SecretBytes = 32;

    public async Task<IReadOnlyList<WebhookAnswer>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await storage.Webhooks.ListAsync(cancellationToken)).Select(WebhookAnswer.Of)];

    public async Task<NewWebhookAnswer> MakeAsync(HttpContext http, WebhookRequest request)
    {
        if (await addresses.WhyNotAsync(request.Address, http.RequestAborted) is { } why)
        {
            throw new ProblemException(Problem.Malformed($"The address {why}"));
        }

        var known = await storage.Webhooks.ListAsync(http.RequestAborted);
        if (known.Any(kept => kept.Name == request.Name)) throw Taken(request.Name);
        if (known.Count >= IWebhookStore.Most)
        {
            throw new ProblemException(Problem.NotPossible($"There are {known.Count} webhooks already. Revoke those no longer in use."));
        }

        var secret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
        var webhook = new Webhook(
            request.Name, new Uri(request.Address).AbsoluteUri, secret, [.. (request.Events ?? []).Distinct(StringComparer.Ordinal)],
            request.Environment, time.GetUtcNow(), http.Caller().Name);
        await RecordAsync(http, $"made the webhook '{webhook.Name}' ({Told(webhook)})");
        if (!await storage.Webhooks.AddAsync(webhook, CancellationToken.None)) throw Taken(webhook.Name);
        return new(webhook.Name, secret);
    }

    /// <summary>Sends a message of its own at once, to this webhook alone.</summary>
    public async Task<WebhookTestAnswer> TestAsync(HttpContext http, string name)
    {
        var webhook = await GetAsync(name, http.RequestAborted);
        var data = new JsonObject { ["webhook"] = name, ["by"] = http.Caller().Name };
        var notice = new Notice(WebhookEvents.Test, webhook.Environment ?? "*", data.ToJsonString(WebhookJson.Options));
        var message = MessageWriter.Write(0, Guid.NewGuid(), time.GetUtcNow(), notice);
        var begun = time.GetTimestamp();
        var failure = await sender.SendAsync(webhook, message, http.RequestAborted);
        return new(name, failure is null, (long)time.GetElapsedTime(begun).TotalMilliseconds, failure?.Why);
    }

    public async Task RevokeAsync(HttpContext http, string name)
    {
        _ = await GetAsync(name, http.RequestAborted);
        await RecordAsync(http, $"revoked the webhook '{name}'");
        await storage.Webhooks.RemoveAsync(name, CancellationToken.None);
    }

    private async Task<Webhook> GetAsync(string name, CancellationToken cancellationToken) =>
        (await storage.Webhooks.ListAsync(cancellationToken)).FirstOrDefault(kept => kept.Name == name)?.Webhook
        ?? throw new ProblemException(Problem.NotFound($"There is no webhook '{name}'. GET /api/webhooks lists them."));

    private static string Told(Webhook webhook) =>
        $"{(webhook.Events.Count == 0 ? "all events" : string.Join(", ", webhook.Events))}; environment {webhook.Environment ?? "any"}";

    private static ProblemException Taken(string name) => new(Problem.NotPossible(
        $"There is a webhook '{name}' already. Revoke it, or choose another name."));

    private ValueTask<RecordedChange> RecordAsync(HttpContext http, string what) =>
        storage.State.ApplyAsync(http.Noted(what, time.GetUtcNow()), http.RequestAborted);
}
