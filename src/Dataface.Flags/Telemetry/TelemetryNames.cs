namespace Dataface.Flags.Telemetry;

/// <summary>Every name that telemetry carries, in one place. Attribute names follow OpenTelemetry's semantic conventions for feature flags.</summary>
public static class TelemetryNames
{
    /// <summary>The meter.</summary>
    public const string Meter = "Dataface.Flags";

    /// <summary>Counter: evaluations, by flag, variant and reason.</summary>
    public const string Evaluations = "dataface.flags.evaluations";

    /// <summary>Counter: evaluations that could not be decided as asked, by reason.</summary>
    public const string EvaluationProblems = "dataface.flags.evaluation.problems";

    /// <summary>Gauge: 1 for a source of flags that is stale, else 0, by provider.</summary>
    public const string ProviderStale = "dataface.flags.provider.stale";

    /// <summary>Gauge: 1 when the state store cannot be followed, else 0.</summary>
    public const string StateStale = "dataface.flags.state.stale";

    /// <summary>Gauge: kills in force.</summary>
    public const string Kills = "dataface.flags.kills";

    /// <summary>Gauge: flags that expire within the warning time, by whether everybody has them.</summary>
    public const string Expiring = "dataface.flags.expiring";

    /// <summary>Gauge: flags that are expired and should be removed.</summary>
    public const string Expired = "dataface.flags.expired";

    /// <summary>Attribute: the flag's key.</summary>
    public const string FlagKey = "feature_flag.key";

    /// <summary>Attribute: the variant's name.</summary>
    public const string Variant = "feature_flag.result.variant";

    /// <summary>Attribute: the reason in OpenTelemetry's words.</summary>
    public const string Reason = "feature_flag.result.reason";

    /// <summary>Attribute: the reason in our own words, which are finer.</summary>
    public const string DetailedReason = "dataface.flags.reason";

    /// <summary>Attribute: the provider's name.</summary>
    public const string Provider = "dataface.flags.provider";

    /// <summary>Attribute: the environment.</summary>
    public const string Environment = "dataface.flags.environment";

    /// <summary>Attribute: whether everybody has the flag.</summary>
    public const string FullyOn = "dataface.flags.fully_on";
}
