using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static Dataface.Flags.Tests.Exposures.ExposureDocument;

namespace Dataface.Flags.Tests.Exposures;

/// <summary>What the application says goes where exposures go, and never troubles it.</summary>
[TestFixture, NonParallelizable]
internal sealed class TrackingTests
{
    private static readonly EvaluationContext User = EvaluationContext.ForUser("user-1");

    private readonly ManualTimeProvider _time = new();
    private LogRecorder _log = null!;
    private InMemoryExposureSink _sink = null!;

    [SetUp]
    public void MakeSink() => (_log, _sink) = (new(), new());

    [Test, Rule("data decides: what came of it is known")]
    public async Task Track_Purchase_ReachesEverySinkOnceWithTheSameId()
    {
        var own = new TrackedOnly();
        await using var flags = await StartAsync(o => o.AddTrackedEventSink(own).AddTrackedEventSink(_sink));
        flags.Track("order_placed", User, 49.90);
        flags.Track("visited", User);
        await flags.DisposeAsync();
        Assert.That(_sink.TrackedEvents.Select(e => (e.SchemaVersion, e.Time, e.Unit, e.Name, e.Value)), Is.EqualTo(new[]
        {
            (1, _time.GetUtcNow(), "user-1", "order_placed", (double?)49.90),
            (1, _time.GetUtcNow(), "user-1", "visited", null),
        }));
        Assert.That(_sink.TrackedEvents.Select(e => e.Id).Distinct().Count(), Is.EqualTo(2));
        Assert.That(own.Taken, Is.EqualTo(_sink.TrackedEvents));
    }

    [TestCase(UnitForm.KeyedHash), TestCase(UnitForm.Plain)]
    public async Task Unit_OfATrackedEvent_IsThatOfItsExposure(UnitForm form)
    {
        await using var flags = await StartAsync(o => (o.Exposures.Units, o.UnitSecret) = (form, Secret));
        flags.IsEnabled("f", User);
        flags.Track("order_placed", User);
        await flags.DisposeAsync();
        Assert.That(_sink.TrackedEvents.Single().Unit, Is.EqualTo(_sink.Exposures.Single().Unit));
    }

    [Test]
    public async Task Unit_ExperimentsOfUsersAndOfTenants_BothGetTheEvent()
    {
        const string tenants = "\"bucketBy\": \"tenantId\",";
        var both = Of(
            Flag("f", "experiment", Rollout(50)), Flag("g", "experiment", Rollout(50), tenants),
            Flag("h", "release", Rollout(50), "\"bucketBy\": \"notRecorded\","));
        var source = new InMemoryFlagConfigProvider(both);
        await using var flags = await StartAsync(source: source);
        var context = User.With("tenantId", "tenant-7").With("notRecorded", "x");
        flags.Track("first", context, 1);
        source.Update(Of(Flag("g", "experiment", Rollout(50), tenants)));
        await Eventually.HoldsAsync(() => flags.Evaluate("f").Reason == EvaluationReason.FlagNotFound, "the other flags are in force");
        flags.Track("second", context);
        flags.Track("nobody", User);
        await flags.DisposeAsync();
        Assert.That(_sink.TrackedEvents.Select(e => (e.Name, e.Unit)), Is.EquivalentTo(new[]
        {
            ("first", "user-1"), ("first", "tenant-7"), ("second", "tenant-7"),
        }));
        Assert.That(_sink.TrackedEvents.Select(e => e.Id).Distinct().Count(), Is.EqualTo(3));
        Assert.That(Refused(flags, "unit"), Is.EqualTo(1));
    }

    [Test]
    public async Task Unit_MissingPrivateOrLong_IsNotWrittenButCounted()
    {
        await using var flags = await StartAsync();
        flags.Track("order_placed");
        flags.Track("order_placed", EvaluationContext.Empty.WithPrivate("userId", "secret-user"));
        flags.Track("order_placed", EvaluationContext.ForUser(new string('x', 1_000_000)));
        Assert.That(Refused(flags, "unit"), Is.EqualTo(3));
        await flags.DisposeAsync();
        Assert.That(_sink.TrackedEvents, Is.Empty);
    }

    [TestCase(null), TestCase(""), TestCase(" "), TestCase("a\nb"), TestCase("dataface.flags.exposure")]
    public async Task Name_ThatNoEventCanHave_IsDroppedCountedAndLoggedOnce(string? name)
    {
        await using var flags = await StartAsync();
        for (var i = 0; i < 3; i++) flags.Track(name!, User);
        await AssertRefusedAsync(flags, "name", 6005);
    }

    [TestCase(double.NaN), TestCase(double.PositiveInfinity), TestCase(double.NegativeInfinity), TestCase(1e16), TestCase(-1e-16)]
    public async Task Value_ThatNoSumCanHold_IsDroppedCountedAndLoggedOnce(double value)
    {
        await using var flags = await StartAsync();
        for (var i = 0; i < 3; i++) flags.Track("order_placed", User, value);
        await AssertRefusedAsync(flags, "value", 6006);
    }

    [Test]
    public async Task Limits_NamesAndValuesAtThem_AreTaken()
    {
        await using var flags = await StartAsync();
        foreach (var value in new[] { 0, -0.0, 1e15, -1e15, 1e-15 }) flags.Track(new string('n', 200), User, value);
        flags.Track(new string('n', 201), User);
        await flags.DisposeAsync();
        Assert.That((_sink.TrackedEvents.Count, Refused(flags, "name")), Is.EqualTo((5, 1)));
    }

    [Test]
    public async Task Track_FlagsThatKnowWhoAsks_FillsTheirContextIn()
    {
        await using var client = await StartAsync();
        IFlags flags = new FlagsOf(client, User);
        flags.Track("order_placed", value: 5);
        flags.Track("order_placed", EvaluationContext.ForUser("user-2"), 6);
        await client.DisposeAsync();
        Assert.That(_sink.TrackedEvents.Select(e => (e.Unit, e.Value)), Is.EqualTo(new[] { ("user-1", (double?)5), ("user-2", 6) }));
    }

    [Test]
    public async Task Track_BeforeFlagsAreKnownAndAfterTheEnd_LosesWhatComesTooLateAndCountsIt()
    {
        var flags = new FlagClient(Options(), _log);
        flags.Track("early", User);
        await flags.DisposeAsync();
        flags.Track("late", User);
        Assert.That(_sink.TrackedEvents.Select(e => e.Name), Is.EqualTo(["early"]));
        Assert.That(flags.Tracked!.Pumps.Single().Dropped, Does.Contain(("stopped", 1L)));
    }

    [Test]
    public async Task Track_NoSink_AllocatesNothing()
    {
        await using var flags = await FlagClient.StartAsync(
            o => (o.Environment, _) = (ExposureDocument.Environment, o.AddProvider(new InMemoryFlagConfigProvider(Experiment()))));
        Allocations.AssertNone(() => flags.Track("order_placed", User, 49.90), 1_000);
        Allocations.AssertNone(() => FlagSnapshot.Empty.Track("", null, double.NaN), 1_000);
        Assert.That(flags.Tracked, Is.Null);
    }

    [Test]
    public void Start_OnlyTrackedEventsHashedWithoutSecret_IsRefusedWithTheRemedy() =>
        Assert.That(
            async () => await FlagClient.StartAsync(o =>
            {
                o.Environment = ExposureDocument.Environment;
                o.AddProvider(new InMemoryFlagConfigProvider(Experiment())).AddTrackedEventSink(new TrackedOnly());
            }),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Set UnitSecret"));

    [Test]
    public void Start_TwoSinksOfOneName_IsRefused() =>
        Assert.That(
            async () => await StartAsync(o => o.AddTrackedEventSink(new InMemoryExposureSink())),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("memory"));

    private static long Refused(FlagClient flags, string cause) => flags.Tracked!.Refused.Single(r => r.Cause == cause).Count;

    private async Task AssertRefusedAsync(FlagClient flags, string cause, int log)
    {
        Assert.That(Refused(flags, cause), Is.EqualTo(3));
        Assert.That(_log.Events.Where(e => e.Id == log).Select(e => e.Level), Is.EqualTo([LogLevel.Warning]));
        await flags.DisposeAsync();
        Assert.That(_sink.TrackedEvents, Is.Empty);
    }

    private FlagClientOptions Options(InMemoryFlagConfigProvider? source = null)
    {
        var options = new FlagClientOptions { Environment = ExposureDocument.Environment, TimeProvider = _time };
        options.Exposures.Units = UnitForm.Plain;
        return options.AddProvider(source ?? new InMemoryFlagConfigProvider(Experiment())).AddExposureSink(_sink);
    }

    private async Task<FlagClient> StartAsync(
        Action<FlagClientOptions>? configure = null, InMemoryFlagConfigProvider? source = null)
    {
        var options = Options(source);
        configure?.Invoke(options);
        var flags = new FlagClient(options, _log);
        await flags.StartAsync(default);
        return flags;
    }

    /// <summary>A sink that wants no exposures.</summary>
    private sealed class TrackedOnly : ITrackedEventSink
    {
        public string Name => "own";

        public List<TrackedEvent> Taken { get; } = [];

        public ValueTask WriteAsync(ReadOnlyMemory<TrackedEvent> events, CancellationToken cancellationToken)
        {
            Taken.AddRange(events.Span);
            return default;
        }
    }

    /// <summary>As anybody may write them.</summary>
    private sealed class FlagsOf(IFlags flags, EvaluationContext context) : IFlags
    {
        public EvaluationContext Context => context;

        public FlagSnapshot Pin() => flags.Pin();
    }
}
