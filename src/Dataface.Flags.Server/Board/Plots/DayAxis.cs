using System.Globalization;

namespace Dataface.Flags.Server.Board.Plots;

/// <summary>An axis of UTC days, by their numbers.</summary>
internal static class DayAxis
{
    public static PlotAxis X { get; } =
        new("Day (UTC)", number => DateOnly.FromDayNumber((int)Math.Round(number)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
