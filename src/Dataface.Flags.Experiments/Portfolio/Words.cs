using System.Globalization;

namespace Dataface.Flags.Experiments.Portfolio;

/// <summary>How numbers are written for people, in any culture.</summary>
internal static class Words
{
    /// <summary>An amount without decimals, its thousands apart.</summary>
    public static string Money(double amount) => Math.Round(amount).ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Days, to the tenth.</summary>
    public static string Days(double days) => $"{Tenths(days)} d";

    /// <summary>A range of days; one number when both ends are the same.</summary>
    public static string Days(double from, double to) => from == to ? Days(to) : $"{Tenths(from)} to {Days(to)}";

    /// <summary>A share in whole percent.</summary>
    public static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    /// <summary>What was moved of a prior, such as "prior mean −50 %".</summary>
    public static string Change(string what, double factor) => $"prior {what} {(factor < 1 ? "−" : "+")}{Percent(Math.Abs(factor - 1))}";

    private static string Tenths(double days) => days.ToString("0.#", CultureInfo.InvariantCulture);
}
