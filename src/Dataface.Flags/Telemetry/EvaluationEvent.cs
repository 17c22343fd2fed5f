using Dataface.Flags.Evaluating;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Telemetry;

/// <summary>The log event of one outcome of a flag that has opted in. Its attributes are made when the snapshot is compiled.</summary>
internal sealed class EvaluationEvent : OutcomeObserver
{
    private static readonly EventId Id = new(1010, TelemetryNames.EvaluationEvent);

    private readonly EvaluationEvents _owner;
    private readonly EvaluationSampler? _sampler;
    private readonly string? _source;
    private readonly KeyValuePair<string, object?>[] _fresh;
    private readonly KeyValuePair<string, object?>[] _stale;

    /// <param name="source">The provider that the flag came from, or null.</param>
    /// <param name="sampler">Picks a share; null for all.</param>
    public EvaluationEvent(
        EvaluationEvents owner, string flag, string? variant, EvaluationReason reason, FlagSource? source, EvaluationSampler? sampler)
    {
        _owner = owner;
        _sampler = sampler;
        _source = source?.Provider;
        var error = ReasonNames.ErrorTypeOf(reason);
        var name = ReasonNames.OpenTelemetryOf(reason);
        _fresh = Attributes(name);
        _stale = error is null ? Attributes(ReasonNames.Stale) : _fresh;

        KeyValuePair<string, object?>[] Attributes(string reasonName)
        {
            List<KeyValuePair<string, object?>> all =
            [
                new(TelemetryNames.FlagKey, flag),
                new(TelemetryNames.Reason, reasonName),
                new(TelemetryNames.DetailedReason, ReasonNames.DetailedOf(reason)),
                new(TelemetryNames.ProviderName, TelemetryNames.ProviderNameValue),
                new(TelemetryNames.SetId, owner.Environment),
            ];
            if (variant is not null) all.Add(new(TelemetryNames.Variant, variant));
            if (source is not null) all.Add(new(TelemetryNames.Version, source.Revision));
            if (source is not null) all.Add(new(TelemetryNames.Provider, source.Provider));
            if (error is not null) all.Add(new(TelemetryNames.ErrorType, error));
            return [.. all];
        }
    }

    public override void Observe(Outcome outcome, EvaluationContext? context, string bucketBy, ulong unitHash) => Write(context, bucketBy);

    /// <summary>Writes an evaluation, if it is picked and anybody listens. Never throws.</summary>
    public void Write(EvaluationContext? context, string? bucketBy)
    {
        if (_sampler?.Picks() == false) return;
        try
        {
            if (!_owner.Logger.IsEnabled(LogLevel.Information)) return;
            var unit = context is null || bucketBy is null ? null : _owner.Units.Of(context, bucketBy);
            var state = new EvaluationEventState(_owner.IsStale(_source) ? _stale : _fresh, unit);
            _owner.Logger.Log(LogLevel.Information, Id, state, null, static (state, _) => $"{TelemetryNames.EvaluationEvent}: {state}");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _owner.LoggerFailed(error);
        }
    }
}
