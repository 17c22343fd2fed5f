using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>What is in the store and is no record; and whether the whole trail is still as it was written.</summary>
internal sealed class TrailLook(
    SharedState states, EnvironmentClients clients, ServerStorage storage, TimeProvider time, IOptions<ServerSettings> options,
    ILogger<TrailLook> logger) : ILook, IAsyncDisposable
{
    private readonly TrailVerification _verification = new(storage.State.ReadAuditAsync, time, logger);

    public async Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken)
    {
        // Rows that were put past the rules show in every environment, a damaged kill in its own.
        var environments = (clients.Definitions?.Flags.Values.SelectMany(flag => flag.Environments.Keys) ?? [])
            .Append(options.Value.Environment).Distinct(StringComparer.Ordinal);
        var problems = new HashSet<string>(StringComparer.Ordinal);
        foreach (var environment in environments) problems.UnionWith((await states.LoadAsync(environment, cancellationToken)).Problems);
        if (await _verification.FaultAsync(cancellationToken) is { } broken && problems.Count == 0) problems.Add(broken);
        return [.. problems.Select(NoticeOf)];
    }

    public ValueTask DisposeAsync() => _verification.DisposeAsync();

    private static StandingNotice NoticeOf(string problem) => StandingNotices.Of(
        WebhookEvents.TrailBroken, "*", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(problem)).AsSpan(0, 16)),
        new JsonObject { ["problem"] = problem });
}
