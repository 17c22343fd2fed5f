using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// Picks a share of a flag's evaluations. Steps of the golden ratio, of each thread's own, spread the picks evenly, whatever the share,
/// without randomness.
/// Thread-safe.
/// </summary>
internal sealed class EvaluationSampler(double ratio)
{
    private const uint GoldenStep = 0x9E37_79B1;

    private readonly ulong _threshold = (ulong)(ratio * (1UL << 32));
    private readonly FlagCounters _evaluations = new(new CounterLabel[1]);

    public bool Picks() => unchecked((uint)_evaluations.Increment(0) * GoldenStep) < _threshold;
}
