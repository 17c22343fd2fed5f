using System.Diagnostics.Metrics;

namespace Dataface.Flags.Server.Experiments;

/// <summary>Service levels as gauges, measured once a minute.</summary>
internal sealed class ExperimentMeter : BackgroundService
{
    public const string Name = "Dataface.Flags.Server.Experiments";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ServiceLevels _levels;
    private readonly TimeProvider _time;
    private readonly ILogger<ExperimentMeter> _logger;
    private volatile ServiceLevelsAnswer? _last;

    public ExperimentMeter(IMeterFactory meters, ServiceLevels levels, TimeProvider time, ILogger<ExperimentMeter> logger)
    {
        (_levels, _time, _logger) = (levels, time, logger);
        var meter = meters.Create(Name);
        Gauge(meter, "dataface.flags.experiments.telemetry.p95", "s", levels => levels.TelemetryP95Seconds);
        Gauge(meter, "dataface.flags.experiments.decided_within_a_day", "1", levels => levels.DecidedWithinADay);
        Gauge(meter, "dataface.flags.experiments.failed_loads", "1", levels => levels.FailedLoads);
        Gauge(meter, "dataface.flags.experiments.read_availability", "1", levels => levels.ReadAvailability);
    }

    /// <summary>Measures now.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken) => _last = await _levels.MeasureAsync(null, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested && error is not OutOfMemoryException)
            {
                ExperimentLog.NotMeasured(_logger, error.Message);
            }
        }
    }

    /// <summary>Tells nothing while there is nothing to measure.</summary>
    private void Gauge(Meter meter, string name, string unit, Func<ServiceLevelsAnswer, ServiceLevelAnswer> level) =>
        meter.CreateObservableGauge(
        name, () => _last is { } last && level(last).Value is { } value
            ? [new Measurement<double>(value)] : Array.Empty<Measurement<double>>(), unit);
}
