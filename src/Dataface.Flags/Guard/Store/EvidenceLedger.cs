using Dataface.Flags.Documents.Model;

namespace Dataface.Flags.Guard.Store;

/// <summary>The counts of one epoch. Not thread-safe.</summary>
/// <param name="start">When the epoch began, by whoever reported of it first; what others say later moves no bucket.</param>
internal sealed class EvidenceLedger(DateTimeOffset start)
{
    /// <summary>The length of a time bucket.</summary>
    public static readonly TimeSpan BucketLength = TimeSpan.FromSeconds(10);

    /// <summary>The most signals of an epoch: a guard has fewer, and whoever reports names them.</summary>
    private const int MostSignals = 100;

    private readonly HashSet<string> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SampledUnits> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<int, SampledUnits> _again = [];
    private readonly Dictionary<Guid, long> _sequences = [];
    private readonly List<(int Bucket, Dictionary<CountKey, long> Counts)> _buckets = [];
    private int _bucket;
    private long _counted;

    /// <summary>
    /// The bucket that is open at a time, in an epoch of which nothing has been reported. After the epoch's day, when it only goes
    /// on as the record of a step, buckets are an hour long.
    /// </summary>
    public static int BucketAt(DateTimeOffset start, DateTimeOffset now)
    {
        var (day, elapsed) = (TimeSpan.FromDays(1), now - start);
        var buckets = elapsed < day ? elapsed / BucketLength : (day / BucketLength) + ((elapsed - day) / TimeSpan.FromHours(1));
        return (int)Math.Clamp(buckets, 0, 1_000_000);
    }

    /// <summary>The time from the start of an epoch to the end of a bucket.</summary>
    public static TimeSpan EndOf(int bucket)
    {
        var day = (int)(TimeSpan.FromDays(1) / BucketLength);
        return bucket < day ? (bucket + 1) * BucketLength : TimeSpan.FromDays(1) + TimeSpan.FromHours(bucket + 1 - day);
    }

    /// <summary>When it was added to last, by the count of what was added to all ledgers.</summary>
    public long Turn { get; set; }

    /// <summary>Adds what is new in a report; false when there is nothing.</summary>
    public bool Add(GuardReport report, DateTimeOffset now)
    {
        if (_sequences.GetValueOrDefault(report.Instance) >= report.Sequence) return false;
        _sequences[report.Instance] = report.Sequence;
        var counts = Open(now);
        foreach (var seen in report.Observations)
        {
            if (!Takes(seen.Signal) || UnitsOf(seen)?.TryAdd(seen.Unit, seen.Source) != true) continue;
            _counted++;
            Add(counts, new(seen.Signal, seen.Treatment, seen.Bin), 1);
        }

        foreach (var tally in report.Tallies.Where(tally => Takes(tally.Signal))) Add(
            counts, new(tally.Signal, tally.Treatment, 0), tally.Count);
        return true;
    }

    public GuardEvidence Read(int fromBucket, DateTimeOffset now)
    {
        Move(now);
        var first = _buckets.Count;
        while (first > 0 && _buckets[first - 1].Bucket >= fromBucket) first--;
        var counts = new List<GuardCount>();
        for (var i = first; i < _buckets.Count; i++)
        {
            foreach (var (cell, count) in _buckets[i].Counts)
            {
                counts.Add(new()
                {
                    Bucket = _buckets[i].Bucket,
                    Signal = cell.Signal,
                    Treatment = cell.Treatment,
                    Bin = cell.Bin,
                    Count = count,
                });
            }
        }

        return new() { Bucket = _bucket, Units = _counted, Counts = counts };
    }

    private Dictionary<CountKey, long> Open(DateTimeOffset now)
    {
        Move(now);
        if (_buckets.Count == 0 || _buckets[^1].Bucket != _bucket) _buckets.Add((_bucket, []));
        return _buckets[^1].Counts;
    }

    /// <summary>A clock that jumps back stays in the bucket that it was in.</summary>
    private void Move(DateTimeOffset now) => _bucket = Math.Max(_bucket, BucketAt(start, now));

    private bool Takes(string signal) => _signals.Contains(signal) || (_signals.Count < MostSignals && _signals.Add(signal));

    /// <summary>The units of a signal that were counted; null when those of a stretch are over, or have not begun.</summary>
    private SampledUnits? UnitsOf(GuardObservation seen)
    {
        if (seen.Signal == GuardSignals.Again) return AgainIn(SubEpochs.Read(seen.Bin).Number);
        if (!_units.TryGetValue(seen.Signal, out var units))
            _units.Add(seen.Signal, units = new SampledUnits(SignalCapacity.Of(seen.Signal)));
        return units;
    }

    /// <summary>A stretch of the epoch is open while the bucket is in it or in one beside it: clocks are not all alike.</summary>
    private SampledUnits? AgainIn(int number)
    {
        var now = SubEpochs.At(_bucket);
        if (number < 2 || Math.Abs(number - now) > 1) return null;
        if (_again.TryGetValue(number, out var units)) return units;
        foreach (var over in _again.Keys.Where(kept => kept < now - 1).ToList()) _again.Remove(over);
        _again.Add(number, units = new SampledUnits(SignalCapacity.Of(GuardSignals.Again)));
        return units;
    }

    private static void Add(Dictionary<CountKey, long> counts, CountKey key, long count) =>
        counts[key] = counts.GetValueOrDefault(key) + count;

    private readonly record struct CountKey(string Signal, int Treatment, int Bin);
}
