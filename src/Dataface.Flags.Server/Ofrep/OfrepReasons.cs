using System.Text.Json;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Server.Ofrep;

/// <summary>The names of reasons in the protocol: those of telemetry, in capitals. The protocol has none for <c>default</c>.</summary>
internal static class OfrepReasons
{
    private static readonly JsonEncodedText[] Names =
        Array.ConvertAll(Enum.GetValues<EvaluationReason>(), reason => JsonEncodedText.Encode(NameOf(reason)));

    private static readonly JsonEncodedText[] Finer =
        Array.ConvertAll(Enum.GetValues<EvaluationReason>(), reason => JsonEncodedText.Encode(ReasonNames.DetailedOf(reason)));

    public static JsonEncodedText Of(EvaluationReason reason) => Names[(int)reason];

    /// <summary>Our own, finer name.</summary>
    public static JsonEncodedText FinerOf(EvaluationReason reason) => Finer[(int)reason];

    private static string NameOf(EvaluationReason reason) => ReasonNames.OpenTelemetryOf(reason) switch
    {
        "default" => "UNKNOWN",
        var name => name.ToUpperInvariant(),
    };
}
