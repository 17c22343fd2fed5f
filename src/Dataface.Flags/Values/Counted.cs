using System.Globalization;

namespace Dataface.Flags.Values;

/// <summary>A number with what is counted, in English.</summary>
internal static class Counted
{
    /// <summary>Such as <c>1 flag</c>, <c>2 flags</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What, in the singular; its plural ends in s.</param>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
