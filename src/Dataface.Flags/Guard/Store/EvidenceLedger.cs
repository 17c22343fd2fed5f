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

    private readonly Dictionary<string, byte> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _signals = [];
    private readonly Dictionary<string, SampledUnits> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<int, SampledUnits> _again = [];
    private readonly Dictionary<Guid, long> _sequences = [];
    private readonly List<(int Bucket, Cell[] Counts)> _closed = [];
    private readonly Dictionary<CountKey, long> _last = [];
    private int _lastBucket;
    private int _bucket;
    private long _counted;

    /// <summary>Goes on with what was kept.</summary>
    public EvidenceLedger(CountedEvidence state)
        : this(state.Epoch.Start)
    {
        (_bucket, _counted) = (state.Bucket, state.Counted);
        foreach (var signal in state.Signals) NumberOf(signal);
        foreach (var (signal, units) in state.Units) _units.Add(signal, new(SignalCapacity.Of(signal), units));
        foreach (var (number, units) in state.Again) _again.Add(number, new(SignalCapacity.Of(GuardSignals.Again), units));
        foreach (var (instance, sequence) in state.Sequences) _sequences.Add(instance, sequence);
        foreach (var bucket in state.Counts.GroupBy(row => (int)row[0]))
            _closed.Add((bucket.Key, [.. bucket.Select(row => new Cell(new((byte)row[1], (short)row[2], (int)row[3]), row[4]))]));

        // The last one may still be open.
        if (_closed is not [.., var last]) return;
        _closed.RemoveAt(_closed.Count - 1);
        _lastBucket = last.Bucket;
        foreach (var (key, count) in last.Counts) _last.Add(key, count);
    }

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

    /// <summary>When it was added to last.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Adds what is new in a report; false when there is nothing.</summary>
    public bool Add(GuardReport report, DateTimeOffset now)
    {
        if (_sequences.GetValueOrDefault(report.Instance) >= report.Sequence) return false;
        _sequences[report.Instance] = report.Sequence;
        var counts = Open(now);
        foreach (var seen in report.Observations)
        {
            if (NumberOf(seen.Signal) is not { } signal || UnitsOf(seen)?.TryAdd(seen.Unit, seen.Source) != true) continue;
            _counted++;
            Add(counts, new(signal, (short)seen.Treatment, seen.Bin), 1);
        }

        foreach (var tally in report.Tallies)
        {
            if (NumberOf(tally.Signal) is { } signal) Add(counts, new(signal, (short)tally.Treatment, 0), tally.Count);
        }

        return true;
    }

    public GuardEvidence Read(int fromBucket, DateTimeOffset now)
    {
        Move(now);
        var first = _closed.Count;
        while (first > 0 && _closed[first - 1].Bucket >= fromBucket) first--;
        var counts = new List<GuardCount>();
        for (var i = first; i < _closed.Count; i++)
        {
            foreach (var (key, count) in _closed[i].Counts) counts.Add(Of(_closed[i].Bucket, key, count));
        }

        if (_lastBucket >= fromBucket)
        {
            foreach (var (key, count) in _last) counts.Add(Of(_lastBucket, key, count));
        }

        return new() { Bucket = _bucket, Units = _counted, Counts = counts };
    }

    /// <summary>All that it knows.</summary>
    public CountedEvidence Save(GuardEpoch epoch) => new(
        epoch with { Start = start }, _bucket, _counted, [.. _signals],
        [
            .. _closed.SelectMany(bucket => bucket.Counts.Select(cell => Row(bucket.Bucket, cell.Key, cell.Count))),
            .. _last.Select(count => Row(_lastBucket, count.Key, count.Value)),
        ],
        _units.ToDictionary(u => u.Key, u => u.Value.Save()), _again.ToDictionary(u => u.Key, u => u.Value.Save()),
        new Dictionary<Guid, long>(_sequences));

    private static long[] Row(int bucket, CountKey key, long count) => [bucket, key.Signal, key.Treatment, key.Bin, count];

    /// <summary>The counts of the open bucket. Those of the one before are packed: a day has thousands of buckets.</summary>
    private Dictionary<CountKey, long> Open(DateTimeOffset now)
    {
        Move(now);
        if (_lastBucket == _bucket) return _last;
        if (_last.Count > 0) _closed.Add((_lastBucket, [.. _last.Select(count => new Cell(count.Key, count.Value))]));
        _last.Clear();
        _lastBucket = _bucket;
        return _last;
    }

    private GuardCount Of(int bucket, CountKey key, long count) =>
        new() { Bucket = bucket, Signal = _signals[key.Signal], Treatment = key.Treatment, Bin = key.Bin, Count = count };

    /// <summary>A clock that jumps back stays in the bucket that it was in.</summary>
    private void Move(DateTimeOffset now) => _bucket = Math.Max(_bucket, BucketAt(start, now));

    /// <summary>The number of a signal; null beyond the most that an epoch has.</summary>
    private byte? NumberOf(string signal)
    {
        if (_numbers.TryGetValue(signal, out var number)) return number;
        if (_signals.Count == MostSignals) return null;
        _numbers.Add(signal, number = (byte)_signals.Count);
        _signals.Add(signal);
        return number;
    }

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

    private readonly record struct CountKey(byte Signal, short Treatment, int Bin);

    private readonly record struct Cell(CountKey Key, long Count);
}
