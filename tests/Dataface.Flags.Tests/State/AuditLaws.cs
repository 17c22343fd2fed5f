using Dataface.Flags.State;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.State;

[TestFixture]
internal sealed class AuditLaws
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Test]
    public void Verify_AnySingleEditRemovalOrSwap_Shows() => Check((trail, random) =>
    {
        var damaged = Damage([.. trail], random);
        var verification = Verify(damaged, trail[^1].Hash);
        return !verification.IsIntact;
    });

    [Test]
    public void Verify_UntouchedTrail_IsIntact() =>
        Check((trail, random) =>
            Verify(trail, trail[random.Next(trail.Count)].Hash) is { IsIntact: true } sound && sound.Records == trail.Count);

    [Test]
    public void Verify_CutOffEnd_ShowsByTheHeadThatWasNoted() => Check((trail, random) =>
    {
        var kept = trail.Take(random.Next(trail.Count)).ToList();
        return Verify(kept, trail[^1].Hash).Fault == AuditFault.Shortened && Verify(kept, null).IsIntact;
    });

    private static void Check(Func<IReadOnlyList<AuditRecord>, System.Random, bool> law) => Prop.ForAll(ArbMap.Default.ArbFor<int>(),
    seed =>
    {
        var random = new System.Random(seed);
        return law(Trail(random), random);
    }).Check(Many);

    private static List<AuditRecord> Trail(System.Random random)
    {
        var ledger = new StateLedger("store");
        var trail = new List<AuditRecord>();
        for (var i = random.Next(2, 8); i > 0; i--)
        {
            var record = ledger.Next(new()
            {
                Action = (StateAction)random.Next(2),
                Flag = "f" + random.Next(2),
                Environment = "production",
                By = "by" + random.Next(100),
                From = "from",
                Reason = "reason",
                At = DateTimeOffset.UnixEpoch.AddSeconds(random.Next()),
            })!;
            ledger.Apply(record);
            trail.Add(record);
        }

        return trail;
    }

    private static List<AuditRecord> Damage(List<AuditRecord> trail, System.Random random)
    {
        var at = random.Next(trail.Count);
        var record = trail[at];
        switch (random.Next(6))
        {
            case 0:
                trail[at] = record with { Change = record.Change with { By = record.Change.By + "!" } };
                break;
            case 1:
                trail[at] = record with
                {
                    After = record.After is null
                    ? new() { Flag = "f0", Source = "store", By = "x", At = default, Reason = "y" } : null
                };
                break;
            case 2:
                trail.RemoveAt(at);
                break;
            case 3:
                trail.Insert(at, record);
                break;
            case 4:
                var other = (at + 1) % trail.Count;
                (trail[at], trail[other]) = (trail[other], trail[at]);
                break;
            default:
                // Whoever edits a record may know how to hash it, too.
                var forged = record with { Change = record.Change with { Reason = "forged" }, Hash = "" };
                trail[at] = forged with { Hash = AuditCodec.HashOf(forged) };
                break;
        }

        return trail;
    }

    private static AuditVerification Verify(IEnumerable<AuditRecord> trail, string? head) =>
        AuditVerifier.VerifyAsync(trail.ToAsyncEnumerable(), head).Result;
}
