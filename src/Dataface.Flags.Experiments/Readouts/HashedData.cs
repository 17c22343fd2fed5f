namespace Dataface.Flags.Experiments.Readouts;

/// <summary>Data in canonical order with their hash, for whoever decides more than once on the same. Immutable; thread-safe.</summary>
internal sealed class HashedData
{
    // Of a year's data the hash takes longer than all gates together, and is worked out beside them.
    private readonly Task<string> _hash;

    public HashedData(ExperimentData data)
    {
        Rows = CanonicalRows.Of(data);
        _hash = Task.Run(() => ExperimentDataCodec.HashOf(Rows));
    }

    /// <summary>One row for each variant, metric and cohort, in canonical order.</summary>
    public ExperimentData Rows { get; }

    /// <summary>See <see cref="ExperimentDataCodec.HashOf"/>. Where no thread was free to work it out, whoever asks does.</summary>
    public string Hash => _hash.GetAwaiter().GetResult();
}
