using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Options;
using static Dataface.Flags.Tests.Exposures.ExposureDocument;

namespace Dataface.Flags.Tests.Exposures;

[TestFixture]
internal sealed class ExposureRecordingTests
{
    private const int Users = 400;

    private readonly ManualTimeProvider _time = new();
    private InMemoryExposureSink _sink = null!;

    [SetUp]
    public void MakeSink() => _sink = new();

    [Test, Rule("data decides: who saw what is known")]
    public async Task Experiment_EveryUnitOfItsRollout_IsExposedOnceWithItsVariant()
    {
        await using var flags = await StartAsync(Experiment());
        var evaluations = Everybody(flags, rounds: 3);
        await flags.DisposeAsync();
        Assert.That(_sink.Exposures, Has.Count.EqualTo(Users));
        var one = _sink.Exposures[7];
        var asked = evaluations[int.Parse(one.Unit[5..], CultureInfo.InvariantCulture)];
        Assert.That(one, Is.EqualTo(new Exposure
        {
            SchemaVersion = 1,
            Time = _time.GetUtcNow(),
            Unit = one.Unit,
            Flag = "f",
            Variant = asked.Variant!,
            RolloutId = asked.RolloutId!,
            Stage = 0,
            Arm = asked.Arm,
        }));
        Assert.That(_sink.Exposures.Select(e => e.Arm).Distinct(), Is.EquivalentTo([RolloutArm.Treatment, RolloutArm.Control]));
    }

    [TestCase(ExposureScope.Experiments, false, ExpectedResult = "")]
    [TestCase(ExposureScope.AllFlags, false, ExpectedResult = "Treatment")]
    [TestCase(ExposureScope.Named, true, ExpectedResult = "Treatment")]
    [TestCase(ExposureScope.Experiments, true, ExpectedResult = "Treatment")]
    public async Task<string> Release_ByScopeAndName_ExposesItsTreatmentOnly(ExposureScope scope, bool isNamed)
    {
        await using var flags = await StartAsync(Of(Flag("f", "release", Rollout(50))), o =>
        {
            o.Exposures.Scope = scope;
            if (isNamed) o.Exposures.Flags.Add("f");
        });
        Everybody(flags);
        await flags.DisposeAsync();
        return string.Join(',', _sink.Exposures.Select(e => e.Arm).Distinct());
    }

    [Test]
    public async Task Experiment_SplitNamesTheOffVariant_ThoseOutsideAreNotExposed()
    {
        await using var flags = await StartAsync(Of(Flag("f", "experiment", Rollout(50, "\"on\": 1, \"off\": 1"))));
        var evaluations = Everybody(flags);
        await flags.DisposeAsync();
        Assert.That(_sink.Exposures, Has.Count.EqualTo(evaluations.Count(e => e.Reason == EvaluationReason.Rollout)));
        Assert.That(_sink.Exposures.Count(e => e.Arm == RolloutArm.Control),
            Is.EqualTo(evaluations.Count(e => e is { Reason: EvaluationReason.Rollout, Variant: "off" })));
    }

    [Test]
    public async Task Flag_KilledServedOrOnlyRequired_ExposesNoUnit()
    {
        var document = Of(
            Flag("f", "experiment", Rollout(50)),
            Flag("served", "experiment",
                """{ "rules": [ { "name": "de", "when": { "attribute": "country", "in": ["DE"] }, "serve": "on" } ] }"""),
            Flag("needy", "release", Rollout(50), "\"requires\": { \"f\": \"on\" },"));
        await using var flags = await StartAsync(document);
        foreach (var user in Contexts())
        {
            flags.IsEnabled("served", user.With("country", "DE"));
            flags.IsEnabled("needy", user);
            flags.Explain("f", user);
        }

        await flags.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Everybody(flags);
        await flags.DisposeAsync();
        Assert.That(_sink.Exposures, Is.Empty);
    }

    [Test]
    public async Task Rollout_Widened_ExposesOnlyThoseWhoMove()
    {
        var source = new InMemoryFlagConfigProvider(Experiment(20));
        await using var flags = await StartAsync(source);
        var before = Everybody(flags);
        source.Update(Experiment(60));
        await Eventually.HoldsAsync(
            () => Everybody(flags).Count(e => e.Value) > before.Count(e => e.Value), "the wider rollout is in force");
        var after = Everybody(flags);
        await flags.DisposeAsync();
        Assert.That(_sink.Exposures, Has.Count.EqualTo(Users + after.Count(e => e.Value) - before.Count(e => e.Value)));
    }

    [Test]
    public async Task Unit_PrivateOrLong_IsNotExposedButCountedOnce()
    {
        await using var flags = await StartAsync(Experiment());
        for (var i = 0; i < 5; i++)
        {
            flags.IsEnabled("f", EvaluationContext.Empty.WithPrivate("userId", "secret-user"));
            flags.IsEnabled("f", EvaluationContext.ForUser(new string('x', 1_000_000)));
        }

        Assert.That(flags.Exposures!.WithoutUnit, Is.EqualTo(2));
        await flags.DisposeAsync();
        Assert.That(_sink.Exposures, Is.Empty);
    }

    [Test]
    public async Task Unit_ByDefault_IsAKeyedHash()
    {
        await using var flags = await StartAsync(Experiment(), o => (o.Exposures.Units, o.UnitSecret) = (UnitForm.KeyedHash, Secret));
        flags.IsEnabled("f", EvaluationContext.ForUser("user-1"));
        await flags.DisposeAsync();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), "user-1"u8);
        Assert.That(_sink.Exposures.Single().Unit, Is.EqualTo(Convert.ToHexStringLower(hash)[..32]));
    }

    [Test]
    public void Start_KeyedHashWithoutSecret_IsRefusedWithTheRemedy() =>
        Assert.That(
            async () => await StartAsync(Experiment(), o => o.Exposures.Units = UnitForm.KeyedHash),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Set UnitSecret"));

    [Test]
    public void Start_TwoSinksOfOneName_IsRefused() =>
        Assert.That(
            async () => await StartAsync(Experiment(), o => o.AddExposureSink(new InMemoryExposureSink())),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("memory"));

    private static List<EvaluationContext> Contexts() =>
        [.. Enumerable.Range(0, Users).Select(i => EvaluationContext.ForUser($"user-{i}"))];

    private static List<Evaluation<bool>> Everybody(FlagClient flags, int rounds = 1) =>
        Enumerable.Range(0, rounds).Select(_ => Contexts().ConvertAll(user => flags.Evaluate("f", user))).Last();

    private Task<FlagClient> StartAsync(string document, Action<FlagClientOptions>? configure = null) =>
        StartAsync(new InMemoryFlagConfigProvider(document), configure);

    private Task<FlagClient> StartAsync(InMemoryFlagConfigProvider source, Action<FlagClientOptions>? configure = null) =>
        FlagClient.StartAsync(o =>
    {
        (o.Environment, o.TimeProvider) = (ExposureDocument.Environment, _time);
        o.Exposures.Units = UnitForm.Plain;
        o.AddProvider(source).AddExposureSink(_sink);
        configure?.Invoke(o);
    });
}
