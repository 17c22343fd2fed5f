using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Reading;

/// <summary>The steps that hints show: a ramp that is accepted where the hint says to write it.</summary>
internal static class RampHint
{
    private static readonly int[] Usual = [1_000, 5_000, 25_000, 50_000];

    /// <param name="policy">Says at which share a ramp may begin.</param>
    /// <param name="milliPercent">The share that the ramp leads to, in thousandths of a percent; 0 when nobody knows.</param>
    public static string Steps(DocumentPolicy policy, int milliPercent)
    {
        var end = milliPercent == 0 ? Usual[^1] : milliPercent;
        int[] first = policy.MaxUnrampedMilliPercent is > 0 and var most && most < Usual[0] ? [most] : [];
        return $"[{string.Join(", ", first.Concat(Usual).Where(step => step < end).Append(end).Select(Percentage.Text))}]";
    }
}
