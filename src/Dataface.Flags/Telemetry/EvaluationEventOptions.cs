namespace Dataface.Flags.Telemetry;

/// <summary>
/// Which evaluations are written as the log event <c>feature_flag.evaluation</c> of OpenTelemetry's semantic conventions. None by default,
/// since there would be one event per evaluation; flags that are not named here cost nothing. Not thread-safe.
/// </summary>
public sealed class EvaluationEventOptions
{
    /// <summary>The keys of flags of which every evaluation is written; <c>*</c> for all flags.</summary>
    /// <value>Empty by default.</value>
    public IList<string> Flags { get; } = [];

    /// <summary>
    /// The share of all other flags' evaluations that is written, spread evenly: at 0.01, every hundredth. An evaluation of a flag that no
    /// document defines is written only when its key is in <see cref="Flags"/>.
    /// </summary>
    /// <value>0 to 1; 0 by default.</value>
    public double SampleRatio { get; set; }

    /// <summary>How <c>feature_flag.context.id</c> is written. Private units and those of more than 256 characters never are.</summary>
    /// <value><see cref="UnitForm.KeyedHash"/> by default, which needs <see cref="FlagClientOptions.UnitSecret"/>.</value>
    public UnitForm ContextId { get; set; } = UnitForm.KeyedHash;

    internal bool IsAny => Flags.Count > 0 || SampleRatio > 0;
}
