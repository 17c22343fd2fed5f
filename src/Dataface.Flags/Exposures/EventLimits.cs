namespace Dataface.Flags.Exposures;

/// <summary>What an event may carry, here and at the server.</summary>
internal static class EventLimits
{
    public const int LongestText = 200;

    /// <summary>
    /// Beyond these, and closer to zero than their inverse, squares of sums leave what a database can hold, and would end the aggregation
    /// for all units.
    /// </summary>
    public const double LargestNumber = 1e15;

    public static bool Allow(double number) => number == 0 || Math.Abs(number) is >= 1 / LargestNumber and <= LargestNumber;

    /// <summary>Whether a text is a name that an event of the application can have.</summary>
    public static bool AllowName(string? name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= LongestText && name != ExposureEventWriter.Type && !HasControl(name);

    private static bool HasControl(string name)
    {
        foreach (var character in name)
        {
            if (char.IsControl(character)) return true;
        }

        return false;
    }
}
