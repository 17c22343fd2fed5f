using System.Globalization;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>Days as documents write them.</summary>
internal static class Day
{
    public static bool TryParse(string? text, out DateTime day) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    public static string Write(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
