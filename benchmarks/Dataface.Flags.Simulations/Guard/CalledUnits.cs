using Dataface.Flags.Documents;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.Guard.Store;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// Units that come once and call several times over the next minutes, recorded call by call by the library's own recorder and
/// counted by its own store. The number of calls is geometric; each errs with the same probability, on each side its own.
/// </summary>
internal sealed class CalledUnits
{
    /// <summary>The most buckets that a unit's calls come within.</summary>
    private const int LongestVisit = 30;

    private readonly Random _random;
    private readonly (Guid Id, EpochRecorder Recorder)[] _instances;
    private readonly EvidenceLedger _ledger = new(default(DateTimeOffset));
    private readonly GuardEpoch _epoch;
    private readonly List<Caller>[] _due = [.. Enumerable.Range(0, LongestVisit).Select(_ => new List<Caller>())];
    private readonly double _share;
    private readonly EpochTests _tests;
    private int _bucket;

    public CalledUnits(Random random, GuardDefinition guard, double share, int epoch = 1, int instances = 1)
    {
        (_random, _share, _epoch) = (random, share, new("f", epoch, default));
        _instances = [.. Enumerable.Range(0, instances)
            .Select(_ => (Guid.NewGuid(), new EpochRecorder(_epoch, 0, (int)(share * 100_000), 1, guard)))];
        _tests = new EpochTests(guard, new ArmShares([("on", share)], 1 - share), treatment: 0, epoch);
    }

    /// <summary>New units in a bucket of ten seconds.</summary>
    public double Units { get; init; } = Setting.UnitsPerBucket;

    /// <summary>Calls of a unit without the feature, on average.</summary>
    public double Calls { get; init; } = 3;

    /// <summary>How many times as often a treated unit calls.</summary>
    public double Use { get; init; } = 1;

    /// <summary>A unit's calls come within so many buckets; all of them at once if it is 1.</summary>
    public int Visit { get; init; } = LongestVisit;

    /// <summary>How often is looked in a bucket.</summary>
    public int Looks { get; init; } = 1;

    /// <summary>The errors of a call without the feature.</summary>
    public double Errors { get; init; } = 0.003;

    /// <summary>How many times as often a treated call errs.</summary>
    public double Harm { get; init; } = 1;

    /// <summary>The sources that units come from, evenly; 0 when nobody asks.</summary>
    public int Sources { get; init; }

    /// <summary>Fresh ids that one more source sends in each bucket, all of which err at once.</summary>
    public int Attackers { get; init; }

    /// <summary>Whether the attackers have picked ids that get the feature, or ids that do not.</summary>
    public bool AreAttackersTreated { get; init; }

    public EpochTests Tests => _tests;

    /// <summary>Lives through a bucket, and looks at its end and evenly before it.</summary>
    public void Next()
    {
        foreach (var (_, recorder) in _instances) recorder.MoveTo(_bucket);
        for (var look = 0; look < Looks && _tests.Harm is null; look++) LiveUntil(look);
        _bucket++;
    }

    private void LiveUntil(int look)
    {
        for (var units = Poisson.Sample(_random, Units / Looks); units > 0; units--) Come();
        var now = _due[_bucket % LongestVisit];
        foreach (var caller in now) Call(caller, _random.NextDouble() < Errors * (caller.IsTreated ? Harm : 1));
        now.Clear();
        for (var i = 0; i < (look == 0 ? Attackers : 0); i++) Call(new(Id(), AreAttackersTreated, Source(Sources)), isError: true);
        var at = default(DateTimeOffset) + (_bucket * EvidenceLedger.BucketLength);
        foreach (var (id, recorder) in _instances)
        {
            var (observations, tallies) = recorder.Drain();
            _ledger.Add(
                new GuardReport
                {
                    Epoch = _epoch,
                    Instance = id,
                    Sequence = (_bucket * Looks) + look + 1,
                    Observations = observations,
                    Tallies = tallies
                }, at);
        }

        _tests.Feed(_bucket, _ledger.Read(_tests.Next, at).Counts);
    }

    private void Come()
    {
        var (unit, isTreated) = (Id(), _random.NextDouble() < _share);
        var source = Sources == 0 ? 0 : Source(_random.Next(Sources));
        var calls = Calls * (isTreated ? Use : 1);
        var count = calls > 1 ? 1 + Geometric(1 / calls) : _random.NextDouble() < calls ? 1 : 0;
        for (var i = 0; i < count; i++)
        {
            var bucket = _bucket + (i == 0 ? 0 : _random.Next(Visit));
            _due[bucket % LongestVisit].Add(new(unit, isTreated, source));
        }
    }

    private int Geometric(double stop) => (int)(Math.Log(1 - _random.NextDouble()) / Math.Log(1 - stop));

    private ulong Id() => (ulong)_random.NextInt64() | 1;

    private static ulong Source(int number) => (ulong)(number + 1) * 0x9E3779B97F4A7C15;

    /// <summary>A call goes to any instance.</summary>
    private void Call(Caller caller, bool isError)
    {
        var at = _instances.Length == 1 ? 0 : _random.Next(_instances.Length);
        _instances[at].Recorder.Record(caller.IsTreated ? 0 : -1, caller.Unit, isError, null, caller.Source);
    }

    private readonly record struct Caller(ulong Unit, bool IsTreated, ulong Source);
}
