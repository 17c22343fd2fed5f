using System.Runtime.Versioning;
using Dataface.Flags.Tests.Evaluating;

namespace Dataface.Flags.Tests.Context;

/// <summary>Where a process runs moves no rule.</summary>
[TestFixture, NonParallelizable, Platform(Exclude = "Win", Reason = "The zone is set by TZ."), UnsupportedOSPlatform("windows")]
internal sealed class ContextTimeZoneTests
{
    private const string Setting = "TZ";
    private string? _before;

    [SetUp]
    public void Remember() => _before = Environment.GetEnvironmentVariable(Setting);

    [TearDown]
    public void Restore() => Live(_before);

    [TestCase("America/New_York", -5), TestCase("Pacific/Auckland", 12), TestCase("UTC", 0)]
    public void With_DateTimeWithoutAKind_IsUtcInEveryZone(string zone, int hours)
    {
        Live(zone);
        Assert.That(TimeZoneInfo.Local.BaseUtcOffset, Is.EqualTo(TimeSpan.FromHours(hours)), "The zone is not there.");
        var noon = Conditions.Read("""
            { "all": [ { "attribute": "a", "after": "2026-12-01T11:59:59Z" }, { "attribute": "a", "before": "2026-12-01T12:00:01Z" } ] }
            """);
        Assert.That(noon.IsEnabled("f", Context(new DateTime(2026, 12, 1, 12, 0, 0, DateTimeKind.Unspecified))), "unspecified");
        Assert.That(noon.IsEnabled("f", Context(new DateTime(2026, 12, 1, 12, 0, 0, DateTimeKind.Utc))), "UTC");
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(2026, 12, 1, 12, 0, 0, DateTimeKind.Utc), TimeZoneInfo.Local);
        Assert.That(noon.IsEnabled("f", Context(DateTime.SpecifyKind(local, DateTimeKind.Local))), "local");
    }

    [TestCase("America/New_York"), TestCase("Pacific/Auckland"), TestCase("UTC")]
    public void With_EarliestAndLatestOfEveryKind_AreNoException(string zone)
    {
        Live(zone);
        foreach (var kind in Enum.GetValues<DateTimeKind>())
        {
            foreach (var time in new[] { default, DateTime.MinValue, DateTime.MaxValue })
            {
                var given = DateTime.SpecifyKind(time, kind);
                Assert.That(Context(given).Count, Is.EqualTo(1), $"{time} {kind}");
                Assert.That(EvaluationContext.CreateBuilder().Set("a", given).Build().ToString(), Does.StartWith("a="), $"{time} {kind}");
            }
        }
    }

    [TestCase("America/New_York"), TestCase("Pacific/Auckland")]
    public void With_DateOnly_BeginsInUtcInEveryZone(string zone)
    {
        Live(zone);
        Assert.That(EvaluationContext.Empty.With("a", new DateOnly(2026, 12, 1)).ToString(),
            Is.EqualTo("a=2026-12-01T00:00:00.0000000+00:00"));
        Assert.That(EvaluationContext.Empty.With("a", DateOnly.MaxValue).Count, Is.EqualTo(1));
    }

    private static EvaluationContext Context(DateTime time) => EvaluationContext.Empty.With("a", time);

    private static void Live(string? zone)
    {
        Environment.SetEnvironmentVariable(Setting, zone);
        TimeZoneInfo.ClearCachedData();
    }
}
