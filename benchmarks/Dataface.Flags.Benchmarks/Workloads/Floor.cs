using System.Collections.Frozen;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using Dataface.Flags.Bucketing;
using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>
/// What somebody would write by hand for one flag: the least that the work can cost with the same hash and the same counter.
/// </summary>
internal sealed class Floor(IEnumerable<string> keys)
{
    private readonly FrozenDictionary<string, FloorFlag> _flags =
        keys.ToFrozenDictionary(key => key, key => new FloorFlag(UnitHash.Of(key)), StringComparer.Ordinal);

    public FloorFlag this[string key] => _flags[key];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloorFlag Find(string key) => _flags.TryGetValue(key, out var flag) ? flag : FloorFlag.Off;

    /// <summary>UTF-8 transcoding and XXH3, as short as it can be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SkipLocalsInit]
    public static ulong Hash(string unit)
    {
        Span<byte> utf8 = stackalloc byte[128];
        return Encoding.UTF8.TryGetBytes(unit, utf8, out var length) ? XxHash3.HashToUInt64(utf8[..length]) : 0;
    }
}

/// <summary>A flag as thresholds and a counter.</summary>
internal sealed class FloorFlag(ulong salt)
{
    public static readonly FloorFlag Off = new(0);

    private static readonly string[] Values = ["alpha", "beta", "gamma", "delta"];

    private readonly ulong _quarter = Threshold.OfMilliPercent(25_000);
    private readonly ulong _half = Threshold.OfMilliPercent(50_000);
    private readonly ulong[] _splits = [Threshold.OfWeight(40, 100), Threshold.OfWeight(70, 100), Threshold.OfWeight(90, 100),
        Threshold.OfWeight(100, 100)];
    private readonly FlagCounters _counters =
        new([new("on", EvaluationReason.Rollout), new("off", EvaluationReason.OutsideRollout), new("c", default), new("d", default)]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Serve()
    {
        _counters.Increment(0);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Quarter(ulong unit) => Count(Bucket.Of(unit, salt).Exposure < _quarter);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Half(ulong unit) => Count(Bucket.Of(unit, salt).Exposure < _half);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Outside() => Count(false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string Variant(ulong unit)
    {
        var split = Bucket.Of(unit, salt).Split;
        var splits = _splits;
        for (var i = 0; i < splits.Length; i++)
        {
            if (split >= splits[i]) continue;
            _counters.Increment(i);
            return Values[i];
        }

        return Values[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Count(bool isOn)
    {
        _counters.Increment(isOn ? 0 : 1);
        return isOn;
    }
}
