using Dataface.Flags.Guard.Deciding;

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
