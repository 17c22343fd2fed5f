using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>
/// Four acts: a feature that is liked, one that does harm, one that hangs, and an outage that is not its fault. New shoppers come all the
/// time.
/// </summary>
internal sealed class GuardScript(IFlagClient flags, Traffic traffic, Faults faults)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(4);

    /// <summary>How often shoppers come is known from buckets that have closed, each of ten seconds.</summary>
    private static readonly TimeSpan Bucket = TimeSpan.FromSeconds(10.5);

    private readonly DemoNarrator _narrator = new();

    /// <summary>More use is not harm.</summary>
    public async Task LikeAsync()
    {
        DemoNarrator.Say("6. Shoppers like the new checkout: they call it three times as often. "
            + "Then 5 % of all calls fail, whoever makes them.");
        traffic.Returns = 2;
        await ComeAsync(Bucket);
        faults.Payment = 0.05f;
        await ComeAsync(Outage);
        (faults.Payment, traffic.Returns) = (0, 0);
        var status = flags.Guard.Status.Single(s => s.Flag == "checkout-v2");
        Console.WriteLine($"   {status.Explanation}");
        Show(status.Signals.First(s => s.Signal == "errors"));
        _narrator.Expect("more of them err, but no more often by call, so nothing is aborted", !IsKilled);
    }

    public async Task<int> RunAsync()
    {
        DemoNarrator.Say("8. The new checkout, at 5 %, begins to lose baskets: 30 % of its requests fail, where 1 % of all do.");
        (faults.NewCheckout, faults.Payment) = (0.3f, 0.01f);
        var watch = Stopwatch.StartNew();
        var visits = await ComeAsync(Longest);
        _narrator.Expect($"it was switched off by itself, {watch.Elapsed.TotalSeconds:0.0} s later", IsKilled);
        Console.WriteLine($"   {flags.KillSwitch.Kills.FirstOrDefault(k => k.Flag == "checkout-v2")?.Reason}");
        await DemoNarrator.WaitAsync(() => flags.Guard.Status.Any(s => s.Health == GuardHealth.Aborted));
        var errors = flags.Guard.Status.Single(s => s.Health == GuardHealth.Aborted).Signals.First(s => s.Signal == "errors");
        Console.WriteLine($"   {errors.Treatment} of the {visits.Count} shoppers who came met an error with it.");
        Show(errors);
        (faults.NewCheckout, faults.Payment) = (0, 0);
        var since = await traffic.RunAsync(CancellationToken.None);
        _narrator.Expect("nobody has it any more", !since.Any(v => v is { HasNewCheckout: true, Country: not "PL" }));

        await HangAsync();
        await FailForEverybodyAsync();
        return _narrator.Failures;
    }

    private async Task HangAsync()
    {
        DemoNarrator.Say("9. It is mended and restored: a new rollout, with fresh evidence. "
            + "Now the new checkout hangs until shoppers leave.");
        await RestoreAsync();
        (faults.Hangs, traffic.Patience) = (true, TimeSpan.FromMilliseconds(500));
        var watch = Stopwatch.StartNew();
        await ComeAsync(Longest);
        (faults.Hangs, traffic.Patience) = (false, null);
        var reason = flags.KillSwitch.Kills.FirstOrDefault(k => k.Flag == "checkout-v2")?.Reason;
        Console.WriteLine($"   {reason}");
        _narrator.Expect($"it was switched off by itself, {watch.Elapsed.TotalSeconds:0.0} s later, because of those who gave up",
            reason?.StartsWith("give_ups: ", StringComparison.Ordinal) == true);
    }

    private async Task FailForEverybodyAsync()
    {
        DemoNarrator.Say("10. It is restored once more. Then the payment service fails for everybody: half of all checkouts.");
        await RestoreAsync();
        faults.Payment = 0.5f;
        var visits = await ComeAsync(Outage);
        faults.Payment = 0;
        Console.WriteLine($"   {visits.Count(v => v.HasFailed)} of {visits.Count} shoppers met an error.");
        var signals = flags.Guard.Status.Where(s => s.Flag == "checkout-v2").SelectMany(s => s.Signals);
        foreach (var signal in signals.Where(s => s.Signal is "errors" or "slo_14.4")) Show(signal);
        _narrator.Expect("the objective burns on both sides, so it is not the feature's fault and nothing is aborted", !IsKilled);
    }

    /// <summary>Lets shoppers come for some time, or until the feature is switched off.</summary>
    private async Task<List<Visit>> ComeAsync(TimeSpan time)
    {
        var (watch, visits) = (Stopwatch.StartNew(), new List<Visit>());
        while (!IsKilled && watch.Elapsed < time)
            visits.AddRange(await traffic.RunAsync(() => IsKilled || watch.Elapsed > time, CancellationToken.None));
        return visits;
    }

    private async Task RestoreAsync() =>
        await flags.KillSwitch.RestoreAsync(new() { Flag = "checkout-v2", By = "operator", Reason = "mended" });

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
