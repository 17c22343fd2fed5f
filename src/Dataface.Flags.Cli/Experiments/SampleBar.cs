using System.Globalization;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>How far a sample is, as a bar of characters.</summary>
internal static class SampleBar
{
    private const int Width = 20;

    /// <summary>Such as <c>[######--------------] 33 %</c>; empty without a plan. Full only when all of it is there.</summary>
    public static string Of(SampleProgress sample)
    {
        if (sample.Share is not { } share) return "";
        var filled = (int)Math.Floor(share * Width);
        var percent = Math.Floor(share * 100).ToString("0", CultureInfo.InvariantCulture);
        return $"[{new string('#', filled)}{new string('-', Width - filled)}] {percent} %";
    }
}
