namespace Dataface.Flags.Server.Export;

/// <summary>
/// Which of its signals the server sends, by OpenTelemetry's standard variables: those that have somewhere to go, and none otherwise.
/// </summary>
internal sealed record OtlpSignals(bool Traces, bool Metrics, bool Logs)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public bool Any => Traces || Metrics || Logs;

    public static OtlpSignals Of(IConfiguration configuration)
    {
        var isDisabled = string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);
        return isDisabled ? new(false, false, false) : new(IsSent("TRACES"), IsSent("METRICS"), IsSent("LOGS"));

        bool IsSent(string signal) =>
            (IsGiven(Endpoint) || IsGiven($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"))
            && !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase);

        bool IsGiven(string name) => !string.IsNullOrWhiteSpace(configuration[name]);
    }
}
