using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;
using FsCheck;
using FsCheck.Fluent;
using static Dataface.Flags.Tests.Exposures.ExposureDocument;

namespace Dataface.Flags.Tests.Exposures;

/// <summary>Laws of what reaches a sink, whatever is evaluated in whatever order.</summary>
[TestFixture]
internal sealed class ExposureLaws
{
    private const int Users = 40;

    private static readonly string[] Keys = ["experiment", "split", "named", "release"];

    [Test, Rule("data decides: who saw what is known")]
    public void Exposures_AnySequence_AreItsDistinctAnswersOnceAndInOrder() => Check(async random =>
    {
        var sink = new InMemoryExposureSink();
        var seen = new List<(string Flag, string Unit, string Variant)>();
        await using (var flags = await StartAsync(sink))
        {
            for (var i = 0; i < 500; i++)
            {
                var (key, user) = (Keys[random.Next(Keys.Length)], $"user-{random.Next(Users)}");
                var evaluation = flags.Evaluate(key, EvaluationContext.ForUser(user));
                if (IsExposure(key, evaluation)) seen.Add((key, user, evaluation.Variant!));
            }
        }

        return sink.Exposures.Select(e => (e.Flag, e.Unit, e.Variant)).SequenceEqual(seen.Distinct());
    });

    [Test]
    public void Exposures_MemoryFarTooSmall_LoseNoUnit() => Check(async random =>
    {
        const int Crowd = 5_000;
        var sink = new InMemoryExposureSink(capacity: 10 * Crowd);
        await using (var flags = await StartAsync(sink, o => o.Exposures.RememberedUnits = 1_024))
        {
            for (var i = 0; i < 2 * Crowd; i++) flags.IsEnabled("experiment", EvaluationContext.ForUser($"user-{random.Next(Crowd)}"));
            for (var i = 0; i < Crowd; i++) flags.IsEnabled("experiment", EvaluationContext.ForUser($"user-{i}"));
        }

        return sink.Exposures.Select(e => e.Unit).Distinct().Count() == Crowd;
    });

    /// <summary>As the documentation says: treatment of flags that take part, and of experiments those who are their control.</summary>
    private static bool IsExposure(string key, Evaluation<bool> evaluation) => key switch
    {
        "experiment" => true,
        "split" => evaluation.Reason == EvaluationReason.Rollout,
        "named" => evaluation.Value,
        _ => false,
    };

    private static Task<FlagClient> StartAsync(IExposureSink sink, Action<FlagClientOptions>? configure = null) =>
        FlagClient.StartAsync(o =>
    {
        (o.Environment, o.TimeProvider) = (ExposureDocument.Environment, new ManualTimeProvider());
        o.Exposures.Units = UnitForm.Plain;
        o.Exposures.Flags.Add("named");
        o.AddProvider(new InMemoryFlagConfigProvider(Of(
            Flag("experiment", "experiment", Rollout(50)), Flag("split", "experiment", Rollout(50, "\"on\": 1, \"off\": 1")),
            Flag("named", "release", Rollout(50)), Flag("release", "release", Rollout(50)))));
        o.AddExposureSink(sink);
        configure?.Invoke(o);
    });

    private static void Check(Func<Random, Task<bool>> law) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => law(new Random(seed)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30));
}
