using Dataface.Flags;
using Dataface.Flags.AspNetCore;
using Dataface.Flags.AspNetCore.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds feature flags to an application's health checks.</summary>
public static class FlagHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the flags: unhealthy while they are not ready; degraded while definitions or state may be outdated, or while flags
    /// are expired or expire soon; healthy otherwise. Its data list the details. It does no I/O.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">The status to report while flags are not ready; null, the default, for unhealthy.</param>
    /// <param name="tags">The check's tags; null, the default, for none.</param>
    /// <param name="timeout">How long the check may take; null, the default, for no limit.</param>
    /// <param name="expiryWarningDays">
    /// How many days before a flag's expiry the check is degraded: 0 for expired flags only, at most
    /// <see cref="FlagClientOptions.ExpiryWarningDays"/>; null, the default, for that value.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The days are negative.</exception>
    public static IHealthChecksBuilder AddFeatureFlags(
        this IHealthChecksBuilder builder, string name = "feature-flags", HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null, TimeSpan? timeout = null, int? expiryWarningDays = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (expiryWarningDays is { } days)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(days, nameof(expiryWarningDays));
            builder.Services.AddOptions<FlagClientOptions>().Validate(
                options => days <= options.ExpiryWarningDays,
                $"The health check '{name}' looks {days} days ahead, farther than the client does. Set options.ExpiryWarningDays "
                + $"to {days} or more.");
        }

        return builder.Add(new HealthCheckRegistration(
            name, services => new FlagHealthCheck(NeededFlags.Of(services, $"The health check '{name}'"), expiryWarningDays),
            failureStatus, tags, timeout));
    }
}
