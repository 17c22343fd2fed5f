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
    /// <summary>A unit's calls come within so many buckets.</summary>
    private const int Visit = 30;

    private readonly Random _random;
    private readonly EpochRecorder _recorder;
    private readonly EvidenceLedger _ledger = new(default);
    private readonly GuardEpoch _epoch;
    private readonly List<(ulong Unit, bool IsTreated)>[] _due = [.. Enumerable.Range(0, Visit).Select(_ => new List<(ulong, bool)>())];
    private readonly double _share;
    private readonly EpochTests _tests;
    private int _bucket;

    public CalledUnits(Random random, GuardDefinition guard, double share, int epoch = 1)
    {
        (_random, _share, _epoch) = (random, share, new("f", epoch, default));
        _recorder = new EpochRecorder(_epoch, 0, (int)(share * 100_000), 1, guard);
        _tests = new EpochTests(guard, new ArmShares([("on", share)], 1 - share), treatment: 0, epoch);
    }

    /// <summary>New units in a bucket of ten seconds.</summary>
    public double Units { get; init; } = Setting.UnitsPerBucket;

    /// <summary>Calls of a unit without the feature, on average.</summary>
    public double Calls { get; init; } = 3;

    /// <summary>How many times as often a treated unit calls.</summary>
    public double Use { get; init; } = 1;

    /// <summary>The errors of a call without the feature.</summary>
    public double Errors { get; init; } = 0.003;

    /// <summary>How many times as often a treated call errs.</summary>
    public double Harm { get; init; } = 1;

    public EpochTests Tests => _tests;

    /// <summary>Lives through a bucket, and looks at its end.</summary>
    public void Next()
    {
        for (var units = Poisson.Sample(_random, Units); units > 0; units--) Come();
        var now = _due[_bucket % Visit];
        foreach (var (unit, isTreated) in now) Call(unit, isTreated);
        now.Clear();
        var (observations, tallies) = _recorder.Drain();
        var at = default(DateTimeOffset) + (_bucket * EvidenceLedger.BucketLength);
        _ledger.Add(
            new GuardReport
            {
                Epoch = _epoch,
                Instance = Guid.Empty,
                Sequence = _bucket + 1,
                Observations = observations,
                Tallies = tallies
            }, at);
        _tests.Feed(_bucket, _ledger.Read(_tests.Next, at).Counts);
        _bucket++;
    }

    private void Come()
    {
        var (unit, isTreated) = ((ulong)_random.NextInt64() | 1, _random.NextDouble() < _share);
        var calls = Calls * (isTreated ? Use : 1);
        var count = calls > 1 ? 1 + Geometric(1 / calls) : _random.NextDouble() < calls ? 1 : 0;
        for (var i = 0; i < count; i++) _due[(_bucket + (i == 0 ? 0 : _random.Next(Visit))) % Visit].Add((unit, isTreated));
    }

    private int Geometric(double stop) => (int)(Math.Log(1 - _random.NextDouble()) / Math.Log(1 - stop));

    private void Call(ulong unit, bool isTreated) =>
        _recorder.Record(isTreated ? 0 : -1, unit, _random.NextDouble() < Errors * (isTreated ? Harm : 1), null);
}
