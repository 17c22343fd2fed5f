using System.Globalization;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// Times and days as warehouses, pandas and spreadsheets write them: <c>2026-10-01</c>, <c>20261001</c>, <c>2026-10-01T08:30:00Z</c>,
/// <c>2026-10-01 08:30:00.123 UTC</c>, <c>2026-10-01 08:30:00+02:00</c>; without an offset they are UTC. Everything else is refused with
/// the words that say what to write: whether 10/01 is in January or October, nobody knows. Pure functions.
/// </summary>
internal static class WrittenTime
{
    private const int DayLength = 10;

    private static readonly DateOnly FirstOfExcel = new(1899, 12, 30);

    private static readonly string[] Guesses =
        ["d/M/yyyy", "M/d/yyyy", "d.M.yyyy", "yyyy/M/d", "d-M-yyyy", "d/M/yy", "M/d/yy", "d.M.yy", "d MMM yyyy", "d-MMM-yyyy",
            "d-MMM-yy", "MMM d, yyyy", "MMMM d, yyyy", "d MMMM yyyy"];

    /// <summary>The moment; null for anything else.</summary>
    public static DateTimeOffset? Find(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (FindDate(text, out var rest) is not { } day) return null;
        if (rest.IsEmpty) return new(day, TimeOnly.MinValue, TimeSpan.Zero);
        if (rest[0] is not ('T' or ' ' or 't') || FindClock(rest[1..], out var clock, out rest) is false) return null;
        if (FindOffset(rest.TrimStart()) is not { } offset) return null;
        var local = day.ToDateTime(TimeOnly.MinValue).Ticks + clock;
        return local - offset.Ticks >= 0 && local - offset.Ticks <= DateTime.MaxValue.Ticks
            ? new(local - offset.Ticks, TimeSpan.Zero) : null;
    }

    /// <summary>The day of a text that is a day, or its first moment in UTC; null for anything else.</summary>
    public static DateOnly? FindDay(ReadOnlySpan<char> text) =>
        Find(text) is { } at && at.TimeOfDay == TimeSpan.Zero ? DateOnly.FromDateTime(at.DateTime) : null;

    /// <summary>What to write instead of what is not a valid date.</summary>
    public static string Hint(string text)
    {
        if (Find(text) is { } at) return $"it has a time of day; write the UTC day, {Day(DateOnly.FromDateTime(at.DateTime))}";
        if (WrittenNumber.IsNothing(text))
            return "there is none; leave out who was never exposed, or write the UTC day, such as 2026-12-01";
        if (WrittenNumber.Find(text) is { } number && OfNumber(number) is { } known) return known;
        var days = Guesses.Select(form => DateTime.TryParseExact(
                WithoutClock(text.Trim()), form, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var day)
                ? DateOnly.FromDateTime(day) : (DateOnly?)null)
            .OfType<DateOnly>().Distinct().ToList();
        return days.Count == 0
            ? "write the UTC day of first exposure, such as 2026-12-01"
            : $"write the year first: {string.Join(", or ", days.Take(2).Select(Day))}";
    }

    private static ReadOnlySpan<char> WithoutClock(string text)
    {
        var clock = text.AsSpan(0, Math.Max(text.IndexOf(':'), 0)).LastIndexOfAny(' ', 'T');
        return clock > 0 ? text.AsSpan(0, clock) : text;
    }

    /// <summary>Spreadsheets count days, programs seconds; pandas makes a fraction of a day's digits.</summary>
    private static string? OfNumber(double number) => number switch
    {
        >= 19_000_101 and < 100_000_000 when FindDate(number.ToString("0", CultureInfo.InvariantCulture), out _) is { } day =>
            $"write {Day(day)}",
        >= 20_000 and < 80_000 =>
            $"it is a spreadsheet's number of a day; format the column as YYYY-MM-DD, and write {Day(FirstOfExcel.AddDays((int)number))}",
        >= 900_000_000 and < 9_000_000_000 => $"it counts seconds; write {Day(OfSeconds(number))}",
        >= 900_000_000_000 and < 9_000_000_000_000 => $"it counts milliseconds; write {Day(OfSeconds(number / 1_000))}",
        >= 900_000_000_000_000 and < 9_000_000_000_000_000 => $"it counts microseconds; write {Day(OfSeconds(number / 1_000_000))}",
        _ => null,
    };

    private static DateOnly OfSeconds(double seconds) => DateOnly.FromDateTime(DateTime.UnixEpoch.AddSeconds(seconds));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? FindDate(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (text.Length == 8 && DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var dense))
            return dense;
        if (text.Length < DayLength || text[4] != '-' || text[7] != '-') return null;
        if (Digits(text[..4]) is not { } year || Digits(text[5..7]) is not { } month || Digits(text[8..10]) is not { } day) return null;
        if (year is < 1 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        rest = text[DayLength..];
        return new(year, month, day);
    }

    /// <summary>Hours and minutes, seconds and their parts where there are any; finer than 100 ns is cut off.</summary>
    private static bool FindClock(ReadOnlySpan<char> text, out long ticks, out ReadOnlySpan<char> rest)
    {
        ticks = 0;
        rest = text;
        if (text.Length < 5 || text[2] != ':' || Digits(text[..2]) is not (>= 0 and < 24 and var hours)
            || Digits(text[3..5]) is not (>= 0 and < 60 and var minutes)) return false;
        ticks = (hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute);
        rest = text[5..];
        if (rest is not [':', ..]) return true;
        if (rest.Length < 3 || Digits(rest[1..3]) is not (>= 0 and < 60 and var seconds)) return false;
        ticks += seconds * TimeSpan.TicksPerSecond;
        rest = rest[3..];
        if (rest is not ['.' or ',', ..]) return true;
        var (scale, length) = (TimeSpan.TicksPerSecond / 10, 1);
        for (; length < rest.Length && char.IsAsciiDigit(rest[length]); length++, scale /= 10) ticks += (rest[length] - '0') * scale;
        rest = rest[length..];
        return length > 1;
    }

    private static TimeSpan? FindOffset(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text is "Z" or "z" or "UTC" or "utc" or "GMT") return TimeSpan.Zero;
        if (text[0] is not ('+' or '-') || text.Length is not (3 or 5 or 6) || Digits(text[1..3]) is not (<= 14 and var hours)) return null;
        var minutes = text.Length == 3 ? 0 : Digits(text[^2..]);
        if (minutes is not (>= 0 and < 60 and var rest) || (text.Length == 6 && text[3] != ':')) return null;
        var offset = new TimeSpan(hours, rest, 0);
        return text[0] == '-' ? -offset : offset;
    }

    private static int? Digits(ReadOnlySpan<char> text)
    {
        var number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return null;
            number = (number * 10) + (c - '0');
        }

        return number;
    }
}
