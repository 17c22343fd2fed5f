using System.Diagnostics;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>Tells what happens, and counts what should have happened and did not.</summary>
internal sealed class DemoNarrator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public int Failures { get; private set; }

    public static void Say(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
    }

    public void Expect(string what, bool holds)
    {
        Console.WriteLine($"   {(holds ? "Yes" : "NO")}: {what}.");
        if (!holds) Failures++;
    }

    /// <summary>Waits until something has come; what is expected afterwards says whether it has.</summary>
    public static async Task WaitAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition() && watch.Elapsed < Patience) await Task.Delay(50);
    }
}
