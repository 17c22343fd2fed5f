using Dataface.Flags.Telemetry;

namespace OpenTelemetry.Trace;

/// <summary>Collects the activities of feature flags.</summary>
public static class FlagTracerProviderBuilderExtensions
{
    /// <summary>Adds the source <see cref="TelemetryNames.ActivitySource"/>: kills and restores.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static TracerProviderBuilder AddDatafaceFlagsInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(TelemetryNames.ActivitySource);
    }
}
