using Dataface.Flags.Client;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Exposures;
using Dataface.Flags.Guard;
using Dataface.Flags.Serving;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags;

/// <summary>
/// Evaluates flags that follow their sources. Make one per process and keep it. Thread-safe.
/// </summary>
/// <example><code>
/// await using var flags = await FlagClient.StartAsync(o => { o.Environment = "production"; o.UseFile("flags.json"); });
/// if (flags.IsEnabled("checkout-v2", EvaluationContext.ForUser("user-42"))) ShowNewCheckout();
/// </code></example>
public sealed class FlagClient : IFlagClient, IAsyncDisposable, IDisposable
{
    private readonly FlagClientParts _parts;
    private readonly FlagMeter _meter;
    private readonly Lazy<Task> _disposal;

    /// <param name="options">What it is made of.</param>
    /// <param name="loggers">Null where nobody has set up logging.</param>
    internal FlagClient(FlagClientOptions options, ILoggerFactory? loggers)
    {
        FlagClientOptionsValidation.ThrowIfInvalid(options);
        Environment = options.Environment!;
        _parts = new FlagClientParts(options, loggers);
        _meter = new FlagMeter(Environment, _parts);
        _disposal = new Lazy<Task>(DisposeOnceAsync);
    }

    /// <inheritdoc/>
    public string Environment { get; }

    /// <inheritdoc/>
    public IKillSwitch KillSwitch => _parts.KillSwitch;

    /// <inheritdoc/>
    public IFlagGuard Guard => _parts.Guard;

    /// <inheritdoc/>
    public FlagClientStatus Status => _parts.Status;

    /// <summary>
    /// Makes a client and waits until flags and state are known, or <see cref="FlagClientOptions.StartupTimeout"/> has passed.
    /// </summary>
    /// <param name="configure">Sets where flags come from.</param>
    /// <param name="loggers">
    /// Where to log. Null for warnings and errors on standard error; <see cref="NullLoggerFactory"/> for nowhere.
    /// </param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are incomplete or contradict each
    /// other.</exception>
    /// <exception cref="InvalidOperationException">Start-up is strict, and it found a problem.</exception>
    public static async Task<FlagClient> StartAsync(
        Action<FlagClientOptions> configure, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new FlagClientOptions();
        configure(options);
        var client = new FlagClient(options, loggers);
        try
        {
            await client.StartAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public FlagSnapshot Pin() => _parts.Publisher.Current;

    /// <inheritdoc/>
    public bool IsEnabled(string key, EvaluationContext? context = null) => Pin().IsEnabled(key, context);

    /// <inheritdoc/>
    public bool IsEnabled(FlagKey<bool> key, EvaluationContext? context = null) => Pin().IsEnabled(key, context);

    /// <inheritdoc/>
    public T GetValue<T>(FlagKey<T> key, EvaluationContext? context = null) => Pin().GetValue(key, context);

    /// <inheritdoc/>
    public string GetString(string key, string fallback, EvaluationContext? context = null) => Pin().GetString(key, fallback, context);

    /// <inheritdoc/>
    public double GetNumber(string key, double fallback, EvaluationContext? context = null) => Pin().GetNumber(key, fallback, context);

    /// <inheritdoc/>
    public Evaluation<bool> Evaluate(string key, EvaluationContext? context = null) => Pin().Evaluate(key, context);

    /// <inheritdoc/>
    public Evaluation<T> Evaluate<T>(FlagKey<T> key, EvaluationContext? context = null) => Pin().Evaluate(key, context);

    /// <inheritdoc/>
    public Evaluation<string> EvaluateString(string key, string fallback, EvaluationContext? context = null) =>
        Pin().EvaluateString(key, fallback, context);

    /// <inheritdoc/>
    public Evaluation<double> EvaluateNumber(string key, double fallback, EvaluationContext? context = null) =>
        Pin().EvaluateNumber(key, fallback, context);

    /// <inheritdoc/>
    public FlagExplanation Explain(string key, EvaluationContext? context = null) => Pin().Explain(key, context);

    /// <inheritdoc/>
    public IEnumerable<EvaluationCount> ReadCounts() => _parts.Counters.Read();

    /// <inheritdoc/>
    public IDisposable OnChange(Action<FlagsChanged> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        return _parts.Listeners.Add(changed);
    }

    /// <summary>Stops following the sources. Evaluation continues with the flags as they are.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => _disposal.Value.GetAwaiter().GetResult();

    internal ExposureRecorder? Exposures => _parts.Recorders.Exposures;

    internal TrackedEventRecorder? Tracked => _parts.Recorders.Tracked;

    internal Task StartAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposal.IsValueCreated, this);
        return _parts.StartAsync(cancellationToken);
    }

    /// <summary>The flags as they would be if some were defined otherwise; see <see cref="SnapshotPublisher.With"/>.</summary>
    internal FlagSnapshot PinWith(FlagDocument definitions, FlagSource source) => _parts.Publisher.With(definitions, source);

    /// <summary>The change of a ramp that an operator's word comes to, as things stand now.</summary>
    /// <exception cref="RefusalException">There is no such ramp, or it stands at its last step.</exception>
    internal StateChange PlanRamp(StateAction action, RampChangeRequest request) => _parts.Guard.Plan(action, request);

    /// <summary>Whether the definitions in force have a rollout.</summary>
    internal bool HasRollout(string rollout) => _parts.Guard.Has(rollout);

    /// <inheritdoc cref="FlagGuard.HasObjective"/>
    internal bool HasObjective(string objective) => _parts.Guard.HasObjective(objective);

    /// <summary>Calls the listeners, for a change that only some see.</summary>
    internal void Tell(FlagsChanged changed) => _parts.Listeners.Tell(changed);

    /// <summary>Waits until definitions and state, as their sources say now, are in force here.</summary>
    internal Task CatchUpAsync(CancellationToken cancellationToken) => _parts.CatchUpAsync(cancellationToken);

    /// <summary>Looks at the guards now, not when it is time.</summary>
    internal Task LookAtGuardsAsync() => _parts.LookAtGuardsAsync();

    private async Task DisposeOnceAsync()
    {
        _meter.Dispose();
        await _parts.DisposeAsync().ConfigureAwait(false);
    }
}
