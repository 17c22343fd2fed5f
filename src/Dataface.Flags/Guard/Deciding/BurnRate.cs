namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// How many times faster than allowed an error budget is used up, and over which windows that must be so (Site Reliability Workbook,
/// chapter 5,
/// "Multiwindow, multi-burn-rate alerts").
/// </summary>
internal sealed record BurnRate(double Factor, TimeSpan Long, TimeSpan Short)
{
    public static IReadOnlyList<BurnRate> All { get; } =
    [
        new(14.4, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)),
        new(6, TimeSpan.FromHours(6), TimeSpan.FromMinutes(30)),
        new(1, TimeSpan.FromDays(3), TimeSpan.FromHours(6)),
    ];
}
