using System.Globalization;
using System.Text.Json.Nodes;
using Dataface.Flags.Documents;
using Dataface.Flags.Expiry;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Flags that expire within 14 days, and those that have.</summary>
internal sealed class ExpiryLook(EnvironmentClients clients, IOptions<ServerSettings> options, TimeProvider time) : ILook
{
    public Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StandingNotice>>(clients.Definitions is { } document
            ? [.. ExpiryReport.Of(document, options.Value.Environment, FlagDocumentReader.Today(time)).Select(NoticeOf)]
            : []);

    /// <summary>A flag whose life is prolonged is another occurrence.</summary>
    private static StandingNotice NoticeOf(ExpiringFlag flag)
    {
        var day = flag.Expires.ToString("O", CultureInfo.InvariantCulture);
        var data = new JsonObject { ["flag"] = flag.Flag, ["owner"] = flag.Owner, ["expires"] = day, ["fullyOn"] = flag.IsFullyOn };
        var type = flag.IsExpired ? WebhookEvents.FlagExpired : WebhookEvents.FlagExpiring;
        return StandingNotices.Of(type, "*", $"{flag.Flag} {day}", data);
    }
}
