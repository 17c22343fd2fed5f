using System.Diagnostics.Metrics;
using Dataface.Flags.Exposures;
using Dataface.Flags.Guard;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Client;

/// <summary>
/// The meter of one parts. Its instruments are observable: they read striped counters when a collector asks, so that an evaluation
/// pays for an increment only.
/// </summary>
internal sealed class FlagMeter : IDisposable
{
    private static readonly string? Version = typeof(FlagMeter).Assembly.GetName().Version?.ToString(3);

    private readonly Meter _meter;

    public FlagMeter(string environment, FlagClientParts parts)
    {
        _meter = new Meter(TelemetryNames.Meter, Version, [new(TelemetryNames.Environment, environment)]);
        _meter.CreateObservableCounter(TelemetryNames.Evaluations,
            () => Evaluations(parts), "{evaluation}", "Evaluations by flag, variant and reason.");
        _meter.CreateObservableCounter(
            TelemetryNames.EvaluationProblems, () => Problems(parts), "{evaluation}", "Evaluations that could not be decided as asked.");
        _meter.CreateObservableCounter(
            TelemetryNames.EvaluationMismatches,
            () => Mismatches(parts), "{evaluation}", "Evaluations that met a value which can never match.");
        _meter.CreateObservableGauge(TelemetryNames.ProviderStale,
            () => Stale(parts), null, "1 for a source of flags that is stale, else 0.");
        _meter.CreateObservableGauge(
            TelemetryNames.StateStale, () => parts.Status.IsStateStale ? 1 : 0, null, "1 when the state store cannot be followed, else 0.");
        _meter.CreateObservableGauge(TelemetryNames.Kills, () => parts.KillSwitch.Kills.Count, "{flag}", "Kills in force.");
        _meter.CreateObservableGauge(TelemetryNames.Expiring,
            () => Expiring(parts), "{flag}", "Flags that expire within the warning time.");
        _meter.CreateObservableGauge(TelemetryNames.Expired,
            () => parts.Status.Expiring.Count(f => f.IsExpired), "{flag}", "Flags that are expired.");
        _meter.CreateObservableGauge(TelemetryNames.GuardEvidence, () => Signals(parts, s => s.LogE), null, "ln of the evidence of harm.");
        _meter.CreateObservableGauge(TelemetryNames.GuardThreshold,
            () => Signals(parts, s => s.Threshold), null, "ln of the evidence that aborts.");
        _meter.CreateObservableGauge(TelemetryNames.GuardExposed, () => Exposed(parts), "%", "The share that guarded rollouts expose.");
        if (parts.Recorders.Exposures is { } exposures)
        {
            AddTaken(TelemetryNames.Exposures, "{exposure}", "Exposures", exposures.Pumps);
            AddDropped(
                TelemetryNames.ExposuresDropped, "{exposure}", "Exposures", exposures.Pumps, () => [("unit", exposures.WithoutUnit)]);
        }

        if (parts.Recorders.Tracked is { } tracked)
        {
            AddTaken(TelemetryNames.TrackedEvents, "{event}", "Tracked events", tracked.Pumps);
            AddDropped(TelemetryNames.TrackedEventsDropped, "{event}", "Tracked events", tracked.Pumps, () => tracked.Refused);
        }
    }

    public void Dispose() => _meter.Dispose();

    private void AddTaken(string name, string unit, string what, IReadOnlyList<ISinkPump> pumps) =>
        _meter.CreateObservableCounter(
            name,
            () => pumps.Select(
                pump => new Measurement<long>(pump.Written, new KeyValuePair<string, object?>(TelemetryNames.Sink, pump.Name))),
            unit,
            $"{what} that a sink has taken.");

    /// <param name="refused">What was lost before any sink, by cause.</param>
    private void AddDropped(
        string name, string unit, string what, IReadOnlyList<ISinkPump> pumps, Func<IEnumerable<(string Cause, long Count)>> refused) =>
        _meter.CreateObservableCounter(name, () => Dropped(pumps, refused()), unit, $"{what} that were lost.");

    private static IEnumerable<Measurement<long>> Dropped(IReadOnlyList<ISinkPump> pumps, IEnumerable<(string Cause, long Count)> refused)
    {
        foreach (var (cause, count) in refused) yield return new(count, new KeyValuePair<string, object?>(TelemetryNames.DropCause, cause));
        foreach (var pump in pumps)
        {
            foreach (var (cause, count) in pump.Dropped) yield return new(
                count, new(TelemetryNames.Sink, pump.Name), new(TelemetryNames.DropCause, cause));
        }
    }

    private static IEnumerable<Measurement<double>> Signals(FlagClientParts parts, Func<GuardSignalStatus, double> value) =>
        from status in parts.Guard.Status
        from signal in status.Signals
        select new Measurement<double>(
            value(signal),
            [
                .. OfRollout(status),
                new(TelemetryNames.Variant, signal.Variant),
                new(TelemetryNames.Signal, signal.Signal),
            ]);

    private static IEnumerable<Measurement<double>> Exposed(FlagClientParts parts) =>
        parts.Guard.Status.Select(status => new Measurement<double>(
            (double)status.Percent,
            [
                .. OfRollout(status),
                new(TelemetryNames.Health, status.Health.ToString().ToLowerInvariant()),
                new(TelemetryNames.Silent, status.Silent.ToString().ToLowerInvariant()),
                new(TelemetryNames.GuardCause, CauseOf(status.Cause)),
            ]));

    private static string CauseOf(GuardCause cause) =>
        cause == GuardCause.SharedBurn ? SharedBurnRecord.CauseName : cause.ToString().ToLowerInvariant();

    private static IEnumerable<KeyValuePair<string, object?>> OfRollout(GuardStatus status)
    {
        yield return new(TelemetryNames.FlagKey, status.Flag);
        if (status.Rule is { } rule) yield return new(TelemetryNames.Rule, rule);
    }

    private static IEnumerable<Measurement<long>> Evaluations(FlagClientParts parts) =>
        parts.Counters.Read().Select(count => new Measurement<long>(
            count.Count,
            new(TelemetryNames.FlagKey, count.Flag),
            new(TelemetryNames.Variant, count.Variant),
            new(TelemetryNames.Reason, ReasonNames.OpenTelemetryOf(count.Reason)),
            new(TelemetryNames.DetailedReason, ReasonNames.DetailedOf(count.Reason))));

    private static IEnumerable<Measurement<long>> Problems(FlagClientParts parts) =>
        parts.Diagnostics.Counts.Select(problem => new Measurement<long>(
            problem.Count, new KeyValuePair<string, object?>(TelemetryNames.DetailedReason, ReasonNames.DetailedOf(problem.Reason))));

    private static IEnumerable<Measurement<long>> Mismatches(FlagClientParts parts) =>
        parts.Counters.Mismatches.Read().Select(mismatch => new Measurement<long>(
            mismatch.Count, new(TelemetryNames.FlagKey, mismatch.Flag), new(TelemetryNames.Mismatch, mismatch.Kind)));

    private static IEnumerable<Measurement<int>> Stale(FlagClientParts parts) =>
        parts.Status.Providers.Select(provider => new Measurement<int>(
            provider.IsStale ? 1 : 0, new KeyValuePair<string, object?>(TelemetryNames.Provider, provider.Name)));

    private static IEnumerable<Measurement<int>> Expiring(FlagClientParts parts) =>
        parts.Status.Expiring.Where(f => !f.IsExpired).GroupBy(f => f.IsFullyOn).Select(group => new Measurement<int>(
            group.Count(), new KeyValuePair<string, object?>(TelemetryNames.FullyOn, group.Key)));
}
