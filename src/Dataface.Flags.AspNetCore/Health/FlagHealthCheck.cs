using System.Globalization;
using Dataface.Flags.Expiry;
using Dataface.Flags.Guard;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dataface.Flags.AspNetCore.Health;

/// <summary>How the client is doing, as a health check. Does no I/O: the client knows.</summary>
internal sealed class FlagHealthCheck(IFlagClient client, int? expiryWarningDays) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = client.Status;
        var expiring = status.Expiring.Where(flag => flag.DaysLeft <= (expiryWarningDays ?? int.MaxValue)).ToList();
        var guards = client.Guard.Status.Where(guard => guard.Problem is not null).ToList();
        var health = !status.IsReady ? context.Registration.FailureStatus
            : status.IsStale || expiring.Count > 0 || guards.Count > 0 ? HealthStatus.Degraded
            : HealthStatus.Healthy;
        return Task.FromResult(new HealthCheckResult(health, Describe(status, expiring, guards), data: Data(status, expiring, guards)));
    }

    private static string Describe(FlagClientStatus status, List<ExpiringFlag> expiring, List<GuardStatus> guards)
    {
        if (!status.IsReady) return $"Flags are not ready: every flag is off. {status.NotReady}".TrimEnd();
        List<string> parts = [];
        var stale = status.Providers.Count(provider => provider.IsStale);
        if (stale > 0) parts.Add($"{stale} of {status.Providers.Count} sources of flags cannot be followed");
        if (status.IsStateStale) parts.Add("the state store cannot be followed");
        if (expiring.Count > 0)
        {
            var isOn = expiring.Count(flag => flag.IsFullyOn);
            parts.Add($"flags that are expired or expire soon: {expiring.Count} (on for everybody: {isOn})");
        }

        if (guards.Count > 0) parts.Add($"guarded rollouts that are not watched properly: {guards.Count}");
        return parts.Count == 0 ? "Flags are ready and up to date." : $"Flags are ready, but {string.Join("; ", parts)}.";
    }

    private Dictionary<string, object> Data(FlagClientStatus status, List<ExpiringFlag> expiring, List<GuardStatus> guards) => new()
    {
        ["environment"] = client.Environment,
        ["revision"] = status.Revision,
        ["isReady"] = status.IsReady,
        ["isStateStale"] = status.IsStateStale,
        ["staleProviders"] = status.Providers.Where(p => p.IsStale).Select(p => $"{p.Name}: {p.Problem}").ToArray(),
        ["guards"] = guards.Select(guard => $"{guard.Flag}: {guard.Problem}").ToArray(),
        ["expiring"] = expiring.Select(Describe).ToArray(),
    };

    private static string Describe(ExpiringFlag flag) => string.Create(
        CultureInfo.InvariantCulture,
        $"{flag.Flag} ({flag.Owner}) {(flag.IsExpired ? "expired" : "expires")} "
            + $"{flag.Expires:yyyy-MM-dd}{(flag.IsFullyOn ? ", on for everybody" : "")}");
}
