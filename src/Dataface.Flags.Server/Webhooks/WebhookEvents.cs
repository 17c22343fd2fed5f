using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>The kinds of events, as docs/notifications.md lists them.</summary>
internal static class WebhookEvents
{
    public const string FlagKilled = "flag.killed";
    public const string FlagRestored = "flag.restored";
    public const string FlagExpiring = "flag.expiring";
    public const string FlagExpired = "flag.expired";
    public const string GuardAborted = "guard.aborted";
    public const string GuardUnprotected = "guard.unprotected";
    public const string GuardSilent = "guard.silent";
    public const string RampAdvanced = "ramp.advanced";
    public const string RampHeld = "ramp.held";
    public const string DefinitionsPublished = "definitions.published";
    public const string DefinitionsRolledBack = "definitions.rolled_back";
    public const string InstanceUnconfirmed = "instance.unconfirmed";
    public const string ExperimentReady = "experiment.ready";
    public const string ExperimentGuardrailBroken = "experiment.guardrail_broken";
    public const string ExperimentSampleRatio = "experiment.sample_ratio";
    public const string ExperimentOverdue = "experiment.overdue";
    public const string KeyMade = "key.made";
    public const string KeyRotated = "key.rotated";
    public const string KeyRevoked = "key.revoked";
    public const string TrailBroken = "trail.broken";

    /// <summary>Asked for by a person; sent to nobody else.</summary>
    public const string Test = "webhook.test";

    private const string All = "*";

    /// <summary>All that a webhook can ask for.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        FlagKilled, FlagRestored, FlagExpiring, FlagExpired, GuardAborted, GuardUnprotected, GuardSilent, RampAdvanced, RampHeld,
        DefinitionsPublished, DefinitionsRolledBack, InstanceUnconfirmed, ExperimentReady, ExperimentGuardrailBroken,
        ExperimentSampleRatio, ExperimentOverdue, KeyMade, KeyRotated, KeyRevoked, TrailBroken,
    ];

    /// <summary>What is wrong with a list of events; null when nothing is.</summary>
    public static string? WhyNot(IReadOnlyList<string?> events)
    {
        foreach (var asked in events)
        {
            if (asked is not null && Names.Any(name => Fits(asked, name))) continue;
            return $"'{asked}' is not an event. Write some of: {string.Join(", ", Names)}; or all of a kind, such as flag.*; or leave them "
                + "out for all.";
        }

        return null;
    }

    /// <summary>Whether a webhook is to get an event.</summary>
    public static bool AreFor(Webhook webhook, Notice notice) =>
        (webhook.Events.Count == 0 || webhook.Events.Any(asked => Fits(asked, notice.Type)))
        && (webhook.Environment is null || notice.Environment == All || webhook.Environment == notice.Environment);

    private static bool Fits(string asked, string name) =>
        asked == name || (asked.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(asked[..^1], StringComparison.Ordinal));
}
