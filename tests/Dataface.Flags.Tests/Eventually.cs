using System.Diagnostics;
using System.Globalization;

namespace Dataface.Flags.Tests;

/// <summary>Waits for what other threads or the file system bring about; fails after a generous time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It never came to this: {what}");
            }
        }
    }

    /// <summary>The same, and no later than after a time by the real clock, which is written down.</summary>
    public static async Task HoldsWithinAsync(TimeSpan bound, Func<bool> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        await HoldsAsync(condition, what);
        var took = Stopwatch.GetElapsedTime(start);
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what} after {took.TotalSeconds:0.0} s"));
        Assert.That(took, Is.LessThan(bound), what);
    }
}
