namespace Dataface.Flags.Telemetry;

/// <summary>
/// Every name used in telemetry, in one place. Attribute names follow OpenTelemetry's semantic conventions for feature flags.
/// </summary>
public static class TelemetryNames
{
    /// <summary>The meter.</summary>
    public const string Meter = "Dataface.Flags";

    /// <summary>The source of activities.</summary>
    public const string ActivitySource = "Dataface.Flags";

    /// <summary>The category of the logger that writes <see cref="EvaluationEvent"/>.</summary>
    public const string EvaluationEventCategory = "Dataface.Flags.Evaluation";

    /// <summary>Log event: one evaluation, of OpenTelemetry's semantic conventions.</summary>
    public const string EvaluationEvent = "feature_flag.evaluation";

    /// <summary>Activity: a kill.</summary>
    public const string KillActivity = "dataface.flags.kill";

    /// <summary>Activity: a restore.</summary>
    public const string RestoreActivity = "dataface.flags.restore";

    /// <summary>Counter: evaluations, by flag, variant and reason.</summary>
    public const string Evaluations = "dataface.flags.evaluations";

    /// <summary>Counter: evaluations that could not be decided as asked, by reason.</summary>
    public const string EvaluationProblems = "dataface.flags.evaluation.problems";

    /// <summary>Counter: evaluations that met a value that can never match, by flag and kind of mismatch.</summary>
    public const string EvaluationMismatches = "dataface.flags.evaluation.mismatches";

    /// <summary>Gauge: 1 for a source of flags that is stale, else 0, by provider.</summary>
    public const string ProviderStale = "dataface.flags.provider.stale";

    /// <summary>Gauge: 1 when the state store cannot be followed, else 0.</summary>
    public const string StateStale = "dataface.flags.state.stale";

    /// <summary>Gauge: kills in force.</summary>
    public const string Kills = "dataface.flags.kills";

    /// <summary>Gauge: flags that expire within the warning time, by whether they are fully on.</summary>
    public const string Expiring = "dataface.flags.expiring";

    /// <summary>Gauge: flags that are expired and should be removed.</summary>
    public const string Expired = "dataface.flags.expired";

    /// <summary>Counter: exposures that a sink has accepted, by sink.</summary>
    public const string Exposures = "dataface.flags.exposures";

    /// <summary>
    /// Counter: exposures that were lost, by sink and cause: <c>full</c>, <c>failed</c>, <c>stopped</c>, or <c>unit</c> before any sink.
    /// </summary>
    public const string ExposuresDropped = "dataface.flags.exposures.dropped";

    /// <summary>Counter: tracked events that a sink has taken, by sink.</summary>
    public const string TrackedEvents = "dataface.flags.tracked_events";

    /// <summary>
    /// Counter: tracked events that were lost, by sink and cause: <c>full</c>, <c>failed</c>, <c>stopped</c>; or <c>unit</c>, <c>name</c>
    /// or <c>value</c> before any sink.
    /// </summary>
    public const string TrackedEventsDropped = "dataface.flags.tracked_events.dropped";

    /// <summary>Gauge: ln E, the evidence that a guarded rollout does harm, by flag, rule, variant and signal.</summary>
    public const string GuardEvidence = "dataface.flags.guard.evidence";

    /// <summary>Gauge: ln of the evidence that aborts, with the same attributes.</summary>
    public const string GuardThreshold = "dataface.flags.guard.threshold";

    /// <summary>Gauge: the share in percent that a guarded rollout exposes, by flag, rule, health and the side that is silent.</summary>
    public const string GuardExposed = "dataface.flags.guard.exposed";

    /// <summary>
    /// Attribute: why a guarded rollout was aborted: <c>none</c>, <c>harm</c>, <c>signal</c>, or <c>shared_burn</c> when the
    /// service burns on both sides.
    /// </summary>
    public const string GuardCause = "dataface.flags.cause";

    /// <summary>
    /// Attribute: the side of a guarded rollout that reports nothing, or less than its share: <c>treatment</c>, <c>control</c> or
    /// <c>none</c>.
    /// </summary>
    public const string Silent = "dataface.flags.silent";

    /// <summary>Attribute: the flag's key.</summary>
    public const string FlagKey = "feature_flag.key";

    /// <summary>Attribute: the variant's name.</summary>
    public const string Variant = "feature_flag.result.variant";

    /// <summary>Attribute: the reason in OpenTelemetry's words.</summary>
    public const string Reason = "feature_flag.result.reason";

    /// <summary>Attribute: who evaluates; always <see cref="ProviderNameValue"/>.</summary>
    public const string ProviderName = "feature_flag.provider.name";

    /// <summary>The value of <see cref="ProviderName"/>.</summary>
    public const string ProviderNameValue = "Dataface.Flags";

    /// <summary>Attribute: the unit of the evaluation, in the form that the options allow.</summary>
    public const string ContextId = "feature_flag.context.id";

    /// <summary>Attribute: the revision of the document that the flag came from.</summary>
    public const string Version = "feature_flag.version";

    /// <summary>Attribute: the set that the flag belongs to: the environment.</summary>
    public const string SetId = "feature_flag.set.id";

    /// <summary>
    /// Attribute: what went wrong: <c>flag_not_found</c>, <c>type_mismatch</c>, <c>targeting_key_missing</c> or <c>provider_not_ready</c>.
    /// </summary>
    public const string ErrorType = "error.type";

    /// <summary>Attribute: the rule whose rollout it is; absent for the environment's own.</summary>
    public const string Rule = "dataface.flags.rule";

    /// <summary>Attribute: a guard's signal.</summary>
    public const string Signal = "dataface.flags.signal";

    /// <summary>
    /// Attribute: the guard's health: <c>starting</c>, <c>watching</c>, <c>unprotected</c>, <c>silent</c>, <c>alone</c> or <c>aborted</c>.
    /// </summary>
    public const string Health = "dataface.flags.health";

    /// <summary>Attribute: the exposure sink's name.</summary>
    public const string Sink = "dataface.flags.sink";

    /// <summary>Attribute: why exposures or tracked events were lost.</summary>
    public const string DropCause = "dataface.flags.cause";

    /// <summary>Attribute: how far a kill or restore got.</summary>
    public const string Reach = "dataface.flags.reach";

    /// <summary>Attribute: the library's own reason, which is more detailed.</summary>
    public const string DetailedReason = "dataface.flags.reason";

    /// <summary>
    /// Attribute: why a value can never match: <c>type</c>; <c>version</c> or <c>date</c> for text that is not one; <c>number</c> for NaN;
    /// <c>rounded</c> for a number with more digits than those of a document.
    /// </summary>
    public const string Mismatch = "dataface.flags.mismatch";

    /// <summary>Attribute: the provider's name.</summary>
    public const string Provider = "dataface.flags.provider";

    /// <summary>Attribute: the environment.</summary>
    public const string Environment = "dataface.flags.environment";

    /// <summary>Attribute: whether the flag is fully on.</summary>
    public const string FullyOn = "dataface.flags.fully_on";
}
