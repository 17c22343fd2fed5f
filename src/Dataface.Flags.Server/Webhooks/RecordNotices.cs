using System.Text.Json.Nodes;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Guard;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>What a record of the trail tells to webhooks: who did what and why, and no address of anybody.</summary>
internal static class RecordNotices
{
    private const string GuardName = "guard";

    /// <summary>What a record tells; null when nothing has changed by it, or nobody is told of its kind.</summary>
    public static Notice? Of(AuditRecord record)
    {
        if (TypeOf(record) is not { } type) return null;
        var change = record.Change;
        var data = new JsonObject();
        if (change.Flag != "*" || change.Action == StateAction.Kill) data["flag"] = change.Flag;
        AddDetails(data, record);
        data["by"] = change.By;
        data["reason"] = change.Reason;
        data["record"] = record.Sequence;
        return new(type, change.Environment, data.ToJsonString(WebhookJson.Options));
    }

    private static string? TypeOf(AuditRecord record) => record.Change.Action switch
    {
        StateAction.Kill => IsOfGuard(record.Change) ? WebhookEvents.GuardAborted : WebhookEvents.FlagKilled,
        StateAction.Restore when record.Before is not null => WebhookEvents.FlagRestored,
        StateAction.Advance when record.Change.Stage > 0 && record.RampAfter != record.RampBefore => WebhookEvents.RampAdvanced,
        StateAction.Publish => WebhookEvents.DefinitionsPublished,
        StateAction.Rollback => WebhookEvents.DefinitionsRolledBack,
        StateAction.Configure => KeyEvidence.Read(record.Change.Evidence)?.Event,
        _ => null,
    };

    /// <summary>
    /// A guard says what it has decided on, or, after a signal of which one is enough, its name. People may send evidence of another kind.
    /// </summary>
    private static bool IsOfGuard(StateChange change) =>
        (ClaimedName.NameOf(change.By) ?? change.By) == GuardName || (change.Evidence is { } evidence && AbortRecord.Is(evidence));

    private static void AddDetails(JsonObject data, AuditRecord record)
    {
        var change = record.Change;
        if (change.Rollout is { } rollout)
        {
            data["rollout"] = rollout;
            data["stage"] = change.Stage;
            data["percent"] = Percentage.Of(change.MilliPercent);
        }

        if (change.Action is StateAction.Publish or StateAction.Rollback && record.DocumentAfter is { } document)
        {
            data["number"] = document.Number;
            data["sha256"] = document.Hash;
        }

        if (change.Action == StateAction.Configure && KeyEvidence.Read(change.Evidence) is { } key)
        {
            data["key"] = key.Key;
            if (key.Secret is { } secret) data["secret"] = secret;
        }
    }
}
