using System.Text.Json;

namespace Dataface.Flags.Telemetry;

/// <summary>The names of reasons in telemetry.</summary>
internal static class ReasonNames
{
    /// <summary>OpenTelemetry's name for an answer that was decided on definitions or state that may be old.</summary>
    public const string Stale = "stale";

    private static readonly string[] Detailed =
        Array.ConvertAll(Enum.GetValues<EvaluationReason>(), reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()));

    /// <summary>Our own name, such as <c>outside_rollout</c>.</summary>
    public static string DetailedOf(EvaluationReason reason) => Detailed[(int)reason];

    /// <summary>The name in OpenTelemetry's semantic conventions for feature flags.</summary>
    public static string OpenTelemetryOf(EvaluationReason reason) => reason switch
    {
        EvaluationReason.NotReady or EvaluationReason.FlagNotFound or EvaluationReason.TypeMismatch or EvaluationReason.NoUnit => "error",
        EvaluationReason.Killed or EvaluationReason.Expired => "disabled",
        EvaluationReason.RuleMatch => "targeting_match",
        EvaluationReason.Rollout or EvaluationReason.OutsideRollout => "split",
        EvaluationReason.Served => "static",
        EvaluationReason.NoEnvironment or EvaluationReason.PrerequisiteNotMet or EvaluationReason.OutsideLayer
            or EvaluationReason.NoMatch => "default",
        _ => "unknown",
    };

    /// <summary>The value of <c>error.type</c>, or null when there was no error.</summary>
    public static string? ErrorTypeOf(EvaluationReason reason) => reason switch
    {
        EvaluationReason.NotReady => "provider_not_ready",
        EvaluationReason.FlagNotFound => "flag_not_found",
        EvaluationReason.TypeMismatch => "type_mismatch",
        EvaluationReason.NoUnit => "targeting_key_missing",
        _ => null,
    };
}
