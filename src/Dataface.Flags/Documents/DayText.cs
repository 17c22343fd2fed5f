using System.Globalization;

namespace Dataface.Flags.Documents;

/// <summary>Days as documents and command lines write them, in any culture.</summary>
internal static class DayText
{
    /// <summary>
    /// Reads year, month and day, such as <c>2027-02-01</c>, and nothing else: to some, 01/02/2027 is a day in January.
    /// </summary>
    public static bool TryParse(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
