using System.Runtime.CompilerServices;
using Dataface.Flags.Bucketing;

namespace Dataface.Flags.Evaluating;

/// <summary>A rollout as thresholds.</summary>
internal sealed record CompiledRollout
{
    public required RolloutIdentity Identity { get; init; }

    /// <summary>The ceiling as written, in thousandths of a percent.</summary>
    public required int CeilingMilli { get; init; }

    /// <summary>The ramp's steps, in thousandths of a percent; empty without a ramp.</summary>
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>Exposures below this are in.</summary>
    public required ulong Exposed { get; init; }

    /// <summary>Cumulative thresholds of the split; those of weight 0 never match.</summary>
    public required ulong[] Splits { get; init; }

    /// <summary>The outcomes of the split, in the order of <see cref="Splits"/>; none when there is just one.</summary>
    public required Outcome[] Variants { get; init; }

    /// <summary>The outcome of exposed units, when there is just one.</summary>
    public required Outcome? Only { get; init; }

    /// <summary>The outcome of eligible units that are not exposed.</summary>
    public required Outcome Outside { get; init; }

    /// <summary>The share in force: the smaller of ceiling and ramp step.</summary>
    public int MilliPercent => Identity.MilliPercent;

    /// <summary>The share at a stage, in thousandths of a percent.</summary>
    public int ShareAt(int stage) => Steps.Count == 0 ? CeilingMilli : Math.Min(Steps[Math.Clamp(stage, 0, Steps.Count - 1)], CeilingMilli);

    /// <summary>The same rollout with another identity, and so perhaps another share.</summary>
    public CompiledRollout With(RolloutIdentity identity)
    {
        return this with
        {
            Identity = identity,
            Exposed = Threshold.OfMilliPercent(identity.MilliPercent),
            Variants = Array.ConvertAll(Variants, outcome => outcome.In(identity)),
            Only = Only?.In(identity),
            Outside = Outside.In(identity),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Outcome Choose(Bucket bucket)
    {
        if (bucket.Exposure >= Exposed) return Outside;
        if (Only is { } only) return only;
        var (variants, splits) = (Variants, Splits);
        for (var i = 0; i < splits.Length && i < variants.Length; i++)
        {
            if (bucket.Split < splits[i]) return variants[i];
        }

        return Outside; // Never reached: the last threshold is above every split.
    }
}
