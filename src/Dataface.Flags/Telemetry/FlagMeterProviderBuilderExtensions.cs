using Dataface.Flags.Telemetry;

namespace OpenTelemetry.Metrics;

/// <summary>Collects the counters of feature flags.</summary>
public static class FlagMeterProviderBuilderExtensions
{
    /// <summary>Adds the meter <see cref="TelemetryNames.Meter"/>, of every client in the process.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static MeterProviderBuilder AddDatafaceFlagsInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(TelemetryNames.Meter);
    }
}
