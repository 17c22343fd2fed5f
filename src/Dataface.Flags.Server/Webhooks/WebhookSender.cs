using System.Globalization;
using System.Net;
using Dataface.Flags.Server.Outbound;
using Dataface.Flags.Server.Storage;
using StandardWebhooks;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Sends one message once, signed for this attempt. Thread-safe.</summary>
internal sealed class WebhookSender(OutboundClient outbound, WebhookAddresses addresses, TimeProvider time)
{
    private const int LongestFailure = 300;

    /// <summary>Sends a message.</summary>
    /// <returns>Why it was not taken; null when it was.</returns>
    public async Task<SendFailure?> SendAsync(Webhook webhook, WebhookMessage message, CancellationToken cancellationToken)
    {
        // A setting may have been taken back since.
        if (addresses.WhyNot(webhook.Address) is { } why) return new($"The address {why}");
        using var patience = new CancellationTokenSource(OutboundClient.Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = Request(webhook, message);
            using var answer = await outbound.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return answer.IsSuccessStatusCode ? null : Failure(answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new($"It has not answered within {OutboundClient.Patience.TotalSeconds:0} s.");
        }
        catch (HttpRequestException error)
        {
            return new(error.Message.Length > LongestFailure ? error.Message[..LongestFailure] : error.Message);
        }
    }

    private SendFailure Failure(HttpResponseMessage answer)
    {
        var number = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        var wanted = answer.Headers.RetryAfter;
        return answer.StatusCode == HttpStatusCode.Gone
            ? new($"It has answered {number}: it wants no more messages. Revoke the webhook, or fix the receiver.") { IsForGood = true }
            : new(number[0] == '3' ? $"It has answered {number}; redirects are not followed." : $"It has answered {number}.")
            {
                RetryAfter = wanted?.Delta ?? (wanted?.Date - time.GetUtcNow()),
            };
    }

    private HttpRequestMessage Request(Webhook webhook, WebhookMessage message)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(webhook.Address))
        {
            Content = new ByteArrayContent(message.Body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", new StandardWebhook(webhook.Secret).Sign(message.Id, now, MessageWriter.TextOf(message)));
        request.Headers.UserAgent.ParseAdd("dataface-flags-server");
        return request;
    }
}

/// <summary>Why a message was not taken.</summary>
/// <param name="Why">A sentence.</param>
internal sealed record SendFailure(string Why)
{
    /// <summary>When the receiver wants to be asked again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the receiver will not take it later either.</summary>
    public bool IsForGood { get; init; }
}
