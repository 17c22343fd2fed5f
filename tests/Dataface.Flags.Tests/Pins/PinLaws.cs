using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Pins;

/// <summary>
/// Whatever happens in whatever order: a pin has a flag off if it was killed at the pin or at any time since, and on otherwise.
/// </summary>
[TestFixture]
internal sealed class PinLaws
{
    private static readonly string[] Flags = ["f", "other", "text", "needs"];

    [Test, Rule("a kill passes through every pin at the next evaluation")]
    public void Pins_KillsAndRestoresInAnyOrder_AreOffFromTheirFirstKillOn() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => RunAsync(new System.Random(seed)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static async Task<bool> RunAsync(System.Random random)
    {
        await using var given = await new PinScenario().StartAsync();
        var pins = new List<(FlagSnapshot Pin, HashSet<string> Off)>();
        var killed = new HashSet<string>();
        for (var step = 0; step < 30; step++)
        {
            var key = random.Next(5) == 0 ? "*" : Flags[random.Next(Flags.Length)];
            switch (random.Next(3))
            {
                case 0:
                    pins.Add((given.Client.Pin(), [.. killed]));
                    break;
                case 1:
                    await given.Client.KillSwitch.KillAsync(new() { Flag = key, By = "ops", Reason = "errors" });
                    if (killed.Add(key)) pins.ForEach(pin => pin.Off.Add(key));
                    break;
                default:
                    await given.Client.KillSwitch.RestoreAsync(new() { Flag = key, By = "ops", Reason = "mended" });
                    killed.Remove(key);
                    break;
            }

            if (!pins.All(IsRight)) return false;
        }

        return true;
    }

    private static bool IsRight((FlagSnapshot Pin, HashSet<string> Off) pinned) => Flags.All(flag =>
    {
        var expected = pinned.Off.Contains(flag) || pinned.Off.Contains("*") ? EvaluationReason.Killed
            : flag == "needs" && pinned.Off.Contains("f") ? EvaluationReason.PrerequisiteNotMet
            : EvaluationReason.Served;
        return pinned.Pin.Explain(flag).Reason == expected;
    });
}
