using Dataface.Flags.Exposures;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Evaluating;

/// <summary>What evaluations tell beyond their counts, for flags that have opted in.</summary>
/// <param name="Events">Log events, or null.</param>
/// <param name="Exposures">Exposures, or null.</param>
/// <param name="Recorders">What happens in guarded rollouts.</param>
internal sealed record EvaluationWatch(EvaluationEvents? Events, ExposureRecorder? Exposures, RecorderRegistry Recorders);
