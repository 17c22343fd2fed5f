using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Guard.Recording;

namespace Dataface.Flags.Tests.Guard;

internal sealed class StepForecastTests
{
    [Test]
    public void Until_SteadyTraffic_IsWithinAFifth()
    {
        var forecast = new StepForecast();
        for (var hour = 1; hour <= 48; hour++) forecast.Note(TimeSpan.FromHours(hour), hour * 10);
        Assert.That(forecast.Until(TimeSpan.FromHours(48), 480)!.Value.TotalHours, Is.EqualTo(48).Within(10));
    }

    [Test]
    public void Until_TheSameFewErr_IsNever()
    {
        var forecast = new StepForecast();
        for (var hour = 1; hour <= 48; hour++) forecast.Note(TimeSpan.FromHours(hour), Math.Min(hour * 10, 100));
        Assert.That(forecast.Until(TimeSpan.FromHours(48), 480), Is.EqualTo(TimeSpan.MaxValue));
    }

    [TestCase(0.5)]
    [TestCase(0.9)]
    public void Until_FewerAndFewerNewUnits_IsWithinAFactorOfTwo(double share)
    {
        // 1000 units in all, of which a 24th part of the rest errs for the first time in each hour.
        double Units(double hour) => 1_000 * (1 - Math.Exp(-hour / 24));
        var forecast = new StepForecast();
        for (var hour = 1; hour <= 24; hour++) forecast.Note(TimeSpan.FromHours(hour), (long)Units(hour));
        var missing = share * (1_000 - Units(24));
        var truth = -24 * Math.Log(1 - share);
        Assert.That(forecast.Until(TimeSpan.FromHours(24), missing)!.Value.TotalHours, Is.InRange(truth / 2, truth * 2));
    }

    [Test]
    public void Sooner_OfTwoWays_IsTheOneThatIsKnownToEnd()
    {
        TimeSpan? hour = TimeSpan.FromHours(1), never = TimeSpan.MaxValue;
        Assert.That(StepForecast.Sooner(hour, TimeSpan.FromHours(2)), Is.EqualTo(hour));
        Assert.That(StepForecast.Sooner(never, hour), Is.EqualTo(hour));
        Assert.That(StepForecast.Sooner(null, hour), Is.EqualTo(hour));
        Assert.That(StepForecast.Sooner(never, null), Is.Null, "one of them may end yet");
        Assert.That(StepForecast.Sooner(never, never), Is.EqualTo(never));
    }

    [TestCase(1.5, null)]
    [TestCase(1.7, "tenant")]
    public void RampForecast_MoreErringUnitsThanAStepKeeps_CountsThoseThatTheSampleLeavesOut(double noHarmRatio, string? sourceOf)
    {
        // 500 units err in a day, and it takes far more of them at 1 %.
        var guard = new GuardDefinition { NoHarmRatio = noHarmRatio, Source = sourceOf };
        var needed = NoHarmTest.Missing(0) / ShareTest.OfNoHarm(0.01, 0.99, noHarmRatio, 1).Expected(0.01);
        var ramp = new RampDefinition { StepsPercent = [1, 50], Hold = TimeSpan.FromHours(1) };
        var forecast = new RampForecast(10_000, 0.05, double.PositiveInfinity).Of(guard, ramp, new([("on", 0.01)], 0.99)).TotalDays;
        var recorder = new StepRecorder(new GuardEpoch("f", 1, default), 1, hasBound: false);
        var (counted, came, random) = (500, 500, new Random(3));
        for (; counted < needed; came++)
        {
            var (unit, source) = ((ulong)random.NextInt64() | 1, sourceOf is null ? 0 : (ulong)random.NextInt64() | 1);
            recorder.Record(came % 100 == 0 ? 0 : -1, unit, source, isError: true);
            counted += recorder.Drain().Observations.Count(seen => seen.Signal == "errors");
        }

        Assert.That(forecast, Is.EqualTo(came / 500.0).Within(20).Percent);
    }

    [Test]
    public void Until_NothingErred_IsNotSaid() => Assert.That(new StepForecast().Until(TimeSpan.FromHours(1), 10), Is.Null);

    [Test]
    public void Note_AnyNumberOfTimes_KeepsFewAndForecastsAlike()
    {
        var forecast = new StepForecast();
        for (var second = 1; second <= 100_000; second++) forecast.Note(TimeSpan.FromSeconds(second), second);
        Assert.That(forecast.Until(TimeSpan.FromSeconds(100_000), 100_000)!.Value.TotalSeconds, Is.EqualTo(100_000).Within(5_000));
    }
}
