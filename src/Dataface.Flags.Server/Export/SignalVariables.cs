using System.Globalization;
using OpenTelemetry.Exporter;

namespace Dataface.Flags.Server.Export;

/// <summary>
/// The standard variables that are of one signal, such as <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c>: they come before those for all, which
/// the exporter reads itself.
/// </summary>
/// <param name="configuration">Where they are.</param>
/// <param name="signal">As the variables name it: <c>TRACES</c>, <c>METRICS</c> or <c>LOGS</c>.</param>
internal sealed class SignalVariables(IConfiguration configuration, string signal)
{
    private const string Grpc = "grpc";
    private const string Http = "http/protobuf";

    /// <summary>Has an exporter go by them.</summary>
    /// <exception cref="InvalidDataException">One cannot be meant; the message says what to write.</exception>
    public void Apply(OtlpExporterOptions exporter)
    {
        if (Find("ENDPOINT") is { } endpoint) exporter.Endpoint = Address(endpoint);
        if (Find("PROTOCOL") is { } protocol) exporter.Protocol = Protocol(protocol);
        if (Find("HEADERS") is { } headers) exporter.Headers = headers;
        if (Find("TIMEOUT") is { } timeout) exporter.TimeoutMilliseconds = Milliseconds(timeout);
    }

    private string Name(string variable) => $"OTEL_EXPORTER_OTLP_{signal}_{variable}";

    private string? Find(string variable) =>
        configuration[Name(variable)] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
            ? address : throw Wrong("ENDPOINT", text, "http://collector:4318/v1/traces");

    private OtlpExportProtocol Protocol(string text) => text switch
    {
        Grpc => OtlpExportProtocol.Grpc,
        Http => OtlpExportProtocol.HttpProtobuf,
        _ => throw Wrong("PROTOCOL", text, $"{Grpc} or {Http}"),
    };

    private int Milliseconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? milliseconds : throw Wrong("TIMEOUT", text, "10000, in milliseconds");

    private InvalidDataException Wrong(string variable, string text, string right) =>
        new($"{Name(variable)} is '{text}', which no exporter can use. Write such as {right}.");
}
