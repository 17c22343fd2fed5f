using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>What stands in the store and is no record.</summary>
internal sealed class TrailLook(SharedState states, EnvironmentClients clients, IOptions<ServerSettings> options) : ILook
{
    public async Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken)
    {
        // Rows that were put past the rules show in every environment, a damaged kill in its own.
        var environments = (clients.Definitions?.Flags.Values.SelectMany(flag => flag.Environments.Keys) ?? [])
            .Append(options.Value.Environment).Distinct(StringComparer.Ordinal);
        var problems = new HashSet<string>(StringComparer.Ordinal);
        foreach (var environment in environments) problems.UnionWith((await states.LoadAsync(environment, cancellationToken)).Problems);
        return [.. problems.Select(NoticeOf)];
    }

    private static StandingNotice NoticeOf(string problem) => StandingNotices.Of(
        WebhookEvents.TrailBroken, "*", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(problem)).AsSpan(0, 16)),
        new JsonObject { ["problem"] = problem });
}
