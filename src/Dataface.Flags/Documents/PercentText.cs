using System.Globalization;

namespace Dataface.Flags.Documents;

/// <summary>Percentages as people read and write them, in any culture.</summary>
internal static class PercentText
{
    /// <summary>Such as <c>2.5</c> for 2,500 thousandths of a percent.</summary>
    public static string Of(int milliPercent) => (milliPercent / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
}
