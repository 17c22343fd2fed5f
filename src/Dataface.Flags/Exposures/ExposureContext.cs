using Dataface.Flags.Background;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Exposures;

/// <summary>What all that a client records for its sinks has in common.</summary>
/// <param name="Options">How it is recorded.</param>
/// <param name="Units">Writes units, in one form everywhere, so that who saw what can be joined with what came of it.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Where to log.</param>
/// <param name="Outages">Where outages of sinks are told of.</param>
internal sealed record ExposureContext(
    ExposureOptions Options, UnitNames Units, TimeProvider Time, ILogger Logger, OutageLog Outages)
{
    public RecordedFlags Recorded { get; } = new(Options);
}
