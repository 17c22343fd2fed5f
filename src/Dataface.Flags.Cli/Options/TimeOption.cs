using System.CommandLine;
using System.CommandLine.Parsing;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Options;

/// <summary>Options whose value is a day or a point in time; every command reads them in the same way.</summary>
internal static class TimeOption
{
    public static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "day",
        CustomParser = result =>
        {
            if (DayText.TryParse(TextOf(result), out var day)) return day;
            result.AddError($"'{TextOf(result)}' is not a valid date. Write year, month and day, such as 2027-02-01.");
            return null;
        },
    };

    public static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "instant",
        CustomParser = result =>
        {
            if (InstantText.TryParse(TextOf(result), out var instant)) return instant;
            result.AddError($"'{TextOf(result)}' is not a valid date and time. Write ISO 8601, such as 2027-02-01T09:00:00Z.");
            return null;
        },
    };

    private static string TextOf(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
}
