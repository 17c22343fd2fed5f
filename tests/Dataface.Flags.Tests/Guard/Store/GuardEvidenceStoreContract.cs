using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Store;
using FsCheck;
using FsCheck.Fluent;
using static Dataface.Flags.Tests.Guard.GuardCounts;

namespace Dataface.Flags.Tests.Guard.Store;

/// <summary>What every evidence store keeps to. Inherit it and say how to open yours.</summary>
internal abstract class GuardEvidenceStoreContract
{
    protected static readonly GuardEpoch Epoch = new("f/production/*/1", 1, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The clock that the store goes by.</summary>
    protected WallClock Time { get; private set; } = null!;

    [SetUp]
    public void StartClock() => Time = new WallClock(Epoch.Start);

    /// <summary>Opens a store that nobody has used, whose state says that <see cref="Epoch"/> has begun.</summary>
    protected abstract IGuardEvidenceStore Open();

    /// <summary>Everything that the store keeps.</summary>
    protected abstract string Dump(IGuardEvidenceStore store);

    [Test]
    public async Task Add_UnitFromTwoInstances_CountsOnce()
    {
        var store = Open();
        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 7), Unit("errors", -1, 8)), default);
        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 7), Unit("latency", 0, 7, bin: 12)), default);
        var evidence = await store.ReadAsync(Epoch, 0, default);
        Assert.That(evidence.Counts,
            Is.EquivalentTo(new[] { Of(0, "errors", 0, 0, 1), Of(0, "errors", -1, 0, 1), Of(0, "latency", 0, 12, 1) }));
        Assert.That((evidence.Bucket, evidence.Units), Is.EqualTo((0, 3)));
    }

    [Test]
    [Rule("nobody steers a guard from one place")]
    public async Task Add_UnitsOfOneSource_CountOnceForEachSignal()
    {
        var store = Open();
        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 1, source: 90), Unit("errors", -1, 2, source: 91)), default);
        await store.AddAsync(
            Report(Guid.NewGuid(), 1, Unit("errors", 0, 3, source: 90), Unit("errors", 0, 4, source: 92), Unit("errors", -1, 5, source: 92),
                Unit("errors", 0, 1, source: 93), Unit("errors", 0, 6), Unit("give_ups", 0, 3, source: 90)),
            default);
        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 7, source: 93)), default);
        var evidence = await store.ReadAsync(Epoch, 0, default);
        Assert.That(evidence.Counts, Is.EquivalentTo(new GuardCount[]
        {
            Of(0, "errors", 0, 0, 4), Of(0, "errors", -1, 0, 1), Of(0, "give_ups", 0, 0, 1),
        }));
    }

    [Test]
    public async Task Add_UnitsThatAreCountedAgain_CountOnceInEachOpenStretchOfTheEpoch()
    {
        var store = Open();
        GuardObservation Again(int stretch, ulong unit) => Unit("again", 0, unit, bin: SubEpochs.Code(stretch, 12));
        await store.AddAsync(Report(Guid.NewGuid(), 1, Again(1, 1), Again(2, 1), Again(3, 1)), default);
        await store.AddAsync(Report(Guid.NewGuid(), 1, Again(2, 1), Again(2, 2)), default);
        for (var bucket = 30; bucket < 8_640; bucket = bucket * 5 / 4)
        {
            var stretch = SubEpochs.At(bucket);
            Time.Set(Epoch.Start + (bucket * TimeSpan.FromSeconds(10)));
            await store.AddAsync(Report(Guid.NewGuid(), 1, Again(stretch, 1), Again(stretch - 2, 9), Again(stretch + 2, 9)), default);
            await store.AddAsync(Report(Guid.NewGuid(), 1, Again(stretch, 1)), default);
            var counts = (await store.ReadAsync(Epoch, bucket, default)).Counts;
            Assert.That(counts.Where(c => SubEpochs.Read(c.Bin).Number == stretch).Sum(c => c.Count), Is.LessThanOrEqualTo(1),
                $"bucket {bucket}");
            Assert.That(counts.Select(c => SubEpochs.Read(c.Bin).Number), Is.All.InRange(stretch - 1, stretch + 1), $"bucket {bucket}");
        }

        var first = (await store.ReadAsync(Epoch, 0, default)).Counts.Where(c => c.Bucket == 0).ToList();
        Assert.That(first.Single(c => SubEpochs.Read(c.Bin).Number == 2).Count, Is.EqualTo(2));
        Assert.That(first, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Add_ReportThatArrivesAgainOrLate_CountsOnceAndWhenItArrives()
    {
        var (store, instance) = (Open(), Guid.NewGuid());
        var first = Report(instance, 1, Unit("errors", 0, 1)) with { Tallies = [new("requests", 0, 10)] };
        await store.AddAsync(first, default);
        await store.AddAsync(first, default);
        Time.Move(TimeSpan.FromSeconds(25));
        await store.AddAsync(Report(instance, 2, Unit("errors", 0, 2)), default);
        await store.AddAsync(first, default);
        var evidence = await store.ReadAsync(Epoch, 0, default);
        Assert.That(evidence.Counts,
            Is.EqualTo(new[] { Of(0, "errors", 0, 0, 1), Of(0, "requests", 0, 0, 10), Of(2, "errors", 0, 0, 1) }));
        Assert.That((await store.ReadAsync(Epoch, 1, default)).Counts, Has.Count.EqualTo(1), "from a bucket on");
    }

    [Test]
    public async Task Add_ClockJumpsBack_StaysInItsBucket()
    {
        var store = Open();
        Time.Move(TimeSpan.FromSeconds(35));
        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 1)), default);
        Time.Move(TimeSpan.FromHours(-1));
        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 2)), default);
        var evidence = await store.ReadAsync(Epoch, 0, default);
        Assert.That((evidence.Bucket, evidence.Counts.Single()), Is.EqualTo((3, new GuardCount
        {
            Bucket = 3,
            Signal = "errors",
            Treatment = 0,
            Bin = 0,
            Count = 2,
        })),
            "a closed bucket is never added to");
    }

    [Test]
    public async Task Read_OtherRolloutsAndEpochs_AreApart()
    {
        var store = Open();
        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 1)), default);
        Assert.That((await store.ReadAsync(Epoch with { Rollout = "g/production/*/1" }, 0, default)).Counts, Is.Empty);
        Assert.That((await store.ReadAsync(Epoch with { Number = 2 }, 0, default)).Counts, Is.Empty);
    }

    [Test]
    public async Task Add_FromManyThreads_LosesAndDoublesNothing()
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var instance = Guid.NewGuid();
            for (var i = 1; i <= 20; i++)
                await store.AddAsync(
                    Report(instance, i, Unit("errors", i % 3 - 1, (ulong)i)) with { Tallies = [new("requests", -1, 5)] }, default);
        })));
        var evidence = await store.ReadAsync(Epoch, 0, default);
        Assert.That(evidence.Counts.Where(c => c.Signal == "errors").Sum(c => c.Count), Is.EqualTo(20));
        Assert.That(evidence.Counts.Single(c => c.Signal == "requests").Count, Is.EqualTo(400));
    }

    /// <summary>However the reports of several instances interleave, with some twice and some late, the same units are counted.</summary>
    [Test]
    public void Add_AnyInterleaving_CountsTheSame()
    {
        var reports = Enumerable.Range(0, 3).SelectMany(_ =>
        {
            var instance = Guid.NewGuid();
            return Enumerable.Range(1, 4)
                .Select(i => Report(instance, i,
                    [.. Enumerable.Range(1, 5)
                        .Select(u => Unit("errors", u % 2 - 1, (ulong)(i + u)))]) with
                { Tallies = [new("requests", 0, i)] });
        }).ToArray();
        var expected = Totals(reports.GroupBy(r => r.Instance), []);
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var queues = reports.GroupBy(r => r.Instance).OrderBy(_ => random.Next()).ToList();
            return Totals(queues, [.. Enumerable.Range(0, 6).Select(_ => reports[random.Next(reports.Length)])], random)
                .SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>
    /// Two numbers that nobody has, asked for once each, made room for themselves and kept all later reports of the true epoch
    /// out.
    /// </summary>
    [Test]
    [Rule("reads create, delete and allocate nothing")]
    public async Task Read_UnknownEpochs_LeavesTheTrueOneUnchanged()
    {
        var store = Open();
        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 1)), default);
        foreach (var number in new[] { int.MaxValue - 1, int.MaxValue, 2, 3, 4, -1, int.MinValue })
        {
            Assert.That((await store.ReadAsync(Epoch with { Number = number }, 0, default)).Counts, Is.Empty, $"{number}");
        }

        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 2)), default);
        Assert.That((await store.ReadAsync(Epoch, 0, default)).Units, Is.EqualTo(2));
    }

    /// <summary>Whatever is asked for, what is kept stays the same.</summary>
    [Test]
    [Rule("reads create, delete and allocate nothing")]
    public void Read_OfAnything_ChangesNothing()
    {
        var store = Open();
        store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 1),
            Unit("latency", -1, 2, bin: 3)) with
        { Tallies = [new("requests", 0, 10)] }, default).AsTask().Wait();
        store.ReadAsync(Epoch, 0, default).AsTask().Wait();
        var before = Dump(store);
        var epochs =
            from rollout in Gen.Elements("f/production/*/1", "f/production/*/2", "g/staging/*/1", "nonsense", "", "/", "\u00e4/\u00e4/*")
            from number in Gen.OneOf(Gen.Elements(int.MinValue, -1, 0, 1, 2, 3, int.MaxValue), Gen.Choose(int.MinValue, int.MaxValue))
            from days in Gen.OneOf(Gen.Constant(0), Gen.Choose(-500_000, 500_000))
            from bucket in Gen.OneOf(Gen.Constant(0), Gen.Choose(int.MinValue, int.MaxValue))
            select (Epoch: new GuardEpoch(rollout, number, Epoch.Start.AddDays(days)), Bucket: bucket);
        Prop.ForAll(epochs.ToArbitrary(), asked =>
        {
            store.ReadAsync(asked.Epoch, asked.Bucket, default).AsTask().Wait();
            return Dump(store) == before;
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Whoever says later that the epoch began at another time does not move the bucket that is open.</summary>
    [Test]
    public async Task Add_WithAnotherStart_CountsInTheBucketOfTheTrueOne()
    {
        var store = Open();
        await store.AddAsync(Report(Guid.NewGuid(), 1, Unit("errors", 0, 1)), default);
        foreach (var days in new[] { -300_000, 300_000 })
        {
            await store.AddAsync(
                Report(Guid.NewGuid(), 1, Unit("errors", 0, 2)) with { Epoch = Epoch with { Start = Epoch.Start.AddDays(days) } }, default);
            Assert.That((await store.ReadAsync(Epoch with { Start = Epoch.Start.AddDays(days) }, 0, default)).Bucket, Is.Zero);
        }

        var evidence = await store.ReadAsync(Epoch, 0, default);
        Assert.That(evidence.Bucket, Is.Zero);
        Assert.That(evidence.Counts, Is.EqualTo(new[] { Of(0, "errors", 0, 0, 2) }));
    }

    private static GuardObservation Unit(string signal, int treatment, ulong unit, int bin = 0, ulong source = 0) =>
        new() { Signal = signal, Treatment = treatment, Unit = unit, Bin = bin, Source = source };

    private static GuardReport Report(Guid instance, int sequence, params GuardObservation[] observations) =>
        new() { Epoch = Epoch, Instance = instance, Sequence = sequence, Observations = observations };

    /// <summary>What a store has counted in the end, whatever the bucket. Reports that come again do so after their first time.</summary>
    private List<(string, int, long)> Totals(IEnumerable<IEnumerable<GuardReport>> instances, GuardReport[] again, Random? random = null)
    {
        var (store, queues, sent) = (Open(), instances.Select(i => new Queue<GuardReport>(i)).ToList(), new HashSet<GuardReport>());
        while (queues.Exists(q => q.Count > 0))
        {
            var waiting = queues.Where(q => q.Count > 0).ToList();
            var next = waiting[random?.Next(waiting.Count) ?? 0].Dequeue();
            sent.Add(next);
            store.AddAsync(next, default).AsTask().Wait();
            if (random?.Next(3) == 0) Time.Move(TimeSpan.FromSeconds(4));
            foreach (var known in again.Where(sent.Contains)) store.AddAsync(known, default).AsTask().Wait();
        }

        var totals = store.ReadAsync(Epoch, 0, default).AsTask().Result.Counts.GroupBy(c => (c.Signal, c.Treatment))
            .Select(g => (g.Key.Signal, g.Key.Treatment, g.Sum(c => c.Count)));
        (store as IDisposable)?.Dispose();
        return [.. totals.Order()];
    }

    /// <summary>A clock on the wall: anybody may set it, forwards or backwards.</summary>
    protected sealed class WallClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public void Move(TimeSpan by) => _now += by;

        public void Set(DateTimeOffset now) => _now = now;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
