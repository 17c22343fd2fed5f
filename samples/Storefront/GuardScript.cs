using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>Two acts: a feature that does harm, and an outage that is not its fault. New shoppers come all the time.</summary>
internal sealed class GuardScript(IFlagClient flags, Traffic traffic, Faults faults)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(4);

    private readonly DemoNarrator _narrator = new();

    public async Task<int> RunAsync()
    {
        DemoNarrator.Say("7. The new checkout, at 5 %, begins to lose baskets: 30 % of its requests fail, where 1 % of all do.");
        (faults.NewCheckout, faults.Payment) = (0.3f, 0.01f);
        var (watch, visits) = (Stopwatch.StartNew(), new List<Visit>());
        while (!IsKilled && watch.Elapsed < Longest) visits.AddRange(await traffic.RunAsync(() => IsKilled, CancellationToken.None));
        _narrator.Expect($"it was switched off by itself, {watch.Elapsed.TotalSeconds:0.0} s later", IsKilled);
        Console.WriteLine($"   {flags.KillSwitch.Kills.FirstOrDefault(k => k.Flag == "checkout-v2")?.Reason}");
        await DemoNarrator.WaitAsync(() => flags.Guard.Status.Any(s => s.Health == GuardHealth.Aborted));
        var errors = flags.Guard.Status.Single(s => s.Health == GuardHealth.Aborted).Signals.First(s => s.Signal == "errors");
        Console.WriteLine($"   {errors.Treatment} of the {visits.Count} shoppers who came met an error with it.");
        Show(errors);
        (faults.NewCheckout, faults.Payment) = (0, 0);
        var since = await traffic.RunAsync(CancellationToken.None);
        _narrator.Expect("nobody has it any more", !since.Any(v => v is { HasNewCheckout: true, Country: not "PL" }));

        DemoNarrator.Say("8. It is mended and restored: a new rollout, with fresh evidence. Then the payment service fails for "
            + "everybody: half of all checkouts.");
        await flags.KillSwitch.RestoreAsync(new() { Flag = "checkout-v2", By = "operator", Reason = "mended" });
        faults.Payment = 0.5f;
        watch.Restart();
        visits.Clear();
        while (!IsKilled && watch.Elapsed < Outage)
            visits.AddRange(await traffic.RunAsync(() => IsKilled || watch.Elapsed > Outage, CancellationToken.None));
        faults.Payment = 0;
        Console.WriteLine($"   {visits.Count(v => v.HasFailed)} of {visits.Count} shoppers met an error.");
        var signals = flags.Guard.Status.Where(s => s.Flag == "checkout-v2").SelectMany(s => s.Signals);
        foreach (var signal in signals.Where(s => s.Signal is "errors" or "slo_14.4")) Show(signal);
        _narrator.Expect("the objective burns on both sides, so it is not the feature's fault and nothing is aborted", !IsKilled);
        return _narrator.Failures;
    }

    private bool IsKilled => flags.KillSwitch.Kills.Any(k => k.Flag == "checkout-v2");

    private static void Show(GuardSignalStatus signal)
    {
        static string E(double log) =>
            log > 9 ? $"10^{log / Math.Log(10):0}" : Math.Exp(log).ToString("0.##", CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"   {signal.Signal}: {signal.Treatment} with the new checkout, {signal.Control} without. E at each look: "
                + $"{string.Join(", ", signal.Path.Select(E))}; {E(signal.Threshold)} aborts.");
    }
}
