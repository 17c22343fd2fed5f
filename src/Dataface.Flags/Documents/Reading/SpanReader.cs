using System.Globalization;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads lengths of time.</summary>
internal static class SpanReader
{
    private static readonly string[] Formats =
    [
        @"hh\:mm\:ss", @"d\.hh\:mm\:ss", @"hh\:mm\:ss\.f", @"hh\:mm\:ss\.ff", @"hh\:mm\:ss\.fff", @"hh\:mm\:ss\.fffffff",
        @"d\.hh\:mm\:ss\.fffffff",
    ];

    /// <summary>Hours, minutes and seconds, with days before a point; above zero.</summary>
    public static bool TryRead(DocumentScope scope, int node, string what, TimeSpan longest, string example, out TimeSpan value)
    {
        value = default;
        if (!scope.TryText(node, what, out var text)) return false;
        if (TimeSpan.TryParseExact(text, Formats, CultureInfo.InvariantCulture, out value) && value > TimeSpan.Zero && value <= longest)
            return true;
        scope.Error(
            ProblemCode.InvalidHold, node, $"'{what}' is \"{DocumentScope.Shown(text)}\".",
            $"Write hours, minutes and seconds, such as \"{example}\", days before a point, such as \"1.12:00:00\"; above zero and at "
            + $"most {Longest(longest)}.");
        return false;
    }

    private static string Longest(TimeSpan longest) =>
        longest >= TimeSpan.FromDays(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{longest.TotalDays:0} days")
            : string.Create(CultureInfo.InvariantCulture, $"{longest.TotalMinutes:0} minutes");
}
