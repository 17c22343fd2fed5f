using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>
/// What is in the store and is no record; and, every few hours, whether the whole trail is still as it was written, up to the end that was
/// seen the time before.
/// </summary>
internal sealed class TrailLook(
    SharedState states, EnvironmentClients clients, ServerStorage storage, TimeProvider time, IOptions<ServerSettings> options,
    ILogger<TrailLook> logger) : ILook
{
    private static readonly TimeSpan VerifyEvery = TimeSpan.FromHours(6);

    private long? _verifiedAt;
    private string? _head;
    private string? _broken;

    public async Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken)
    {
        // Rows that were put past the rules show in every environment, a damaged kill in its own.
        var environments = (clients.Definitions?.Flags.Values.SelectMany(flag => flag.Environments.Keys) ?? [])
            .Append(options.Value.Environment).Distinct(StringComparer.Ordinal);
        var problems = new HashSet<string>(StringComparer.Ordinal);
        foreach (var environment in environments) problems.UnionWith((await states.LoadAsync(environment, cancellationToken)).Problems);
        if (_verifiedAt is not { } at || time.GetElapsedTime(at) >= VerifyEvery) await VerifyAsync(cancellationToken);
        if (_broken is not null && problems.Count == 0) problems.Add(_broken);
        return [.. problems.Select(NoticeOf)];
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var before = _broken;
        try
        {
            var verification = await AuditVerifier.VerifyAsync(storage.State.ReadAuditAsync(cancellationToken), _head, cancellationToken);
            _broken = verification.Problem;
            if (verification.IsIntact) _head = verification.Head;
        }
        catch (InvalidDataException error)
        {
            _broken = error.Message;
        }

        _verifiedAt = time.GetTimestamp();
        if (_broken is not null && _broken != before) WebhookLog.TrailBroken(logger, _broken);
    }

    private static StandingNotice NoticeOf(string problem) => StandingNotices.Of(
        WebhookEvents.TrailBroken, "*", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(problem)).AsSpan(0, 16)),
        new JsonObject { ["problem"] = problem });
}
