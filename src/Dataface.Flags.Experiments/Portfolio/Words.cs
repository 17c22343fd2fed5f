using System.Globalization;

namespace Dataface.Flags.Experiments.Portfolio;

/// <summary>How numbers are written for people, in any culture.</summary>
internal static class Words
{
    public static string Money(double amount) => Math.Round(amount).ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Text of a document in one line, so that it ends no list.</summary>
    public static string Line(string text) => text.ReplaceLineEndings(" ");

    /// <summary>Days, to the tenth.</summary>
    public static string Days(double days) => days.ToString("0.#", CultureInfo.InvariantCulture) + " d";

    public static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    public static string Change(string what, double factor) => $"prior {what} {(factor < 1 ? "−" : "+")}{Percent(Math.Abs(factor - 1))}";
}
