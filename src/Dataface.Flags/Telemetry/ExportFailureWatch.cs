using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// Logs one line when OpenTelemetry's OTLP exporter cannot deliver, of which it tells only an event source. Where event sources are
/// switched off there is no line.
/// </summary>
internal sealed class ExportFailureWatch(ILogger logger) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private int _hasLogged;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter) EnableEvents(eventSource, EventLevel.Error);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base constructor may call before the fields are set.
        if (logger is null || eventData.Level > EventLevel.Error || Interlocked.Exchange(ref _hasLogged, 1) != 0) return;
        EvaluationLog.ExportFailed(logger, Text(eventData));
    }

    private static string Text(EventWrittenEventArgs eventData)
    {
        try
        {
            var text = string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", [.. eventData.Payload ?? []]);
            return text.Split('\n', 2)[0].Trim();
        }
        catch (FormatException)
        {
            return eventData.EventName ?? "";
        }
    }
}
