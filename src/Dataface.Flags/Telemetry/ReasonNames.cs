using System.Text.Json;

namespace Dataface.Flags.Telemetry;

/// <summary>The names of reasons in telemetry.</summary>
internal static class ReasonNames
{
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
        _ => "default",
    };
}
