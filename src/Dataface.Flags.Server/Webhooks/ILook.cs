using System.Text.Json.Nodes;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Looks for what nobody has done, but somebody should know. Called by one at a time.</summary>
internal interface ILook
{
    /// <summary>What stands now; each is told once, for as long as it does.</summary>
    Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken);
}

/// <summary>Makes notices of what stands.</summary>
internal static class StandingNotices
{
    /// <param name="type">The kind of event.</param>
    /// <param name="environment">The environment; <c>*</c> for all.</param>
    /// <param name="subject">What it is known by, in its kind and environment.</param>
    /// <param name="data">What there is to say.</param>
    public static StandingNotice Of(string type, string environment, string subject, JsonObject data) =>
        new($"{type} {environment} {subject}", new(type, environment, data.ToJsonString(WebhookJson.Options)));
}
