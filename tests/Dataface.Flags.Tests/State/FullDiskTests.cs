using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

[TestFixture]
internal sealed class FullDiskTests
{
    [Test, Rule("bad input loses nothing"), Platform("Linux")]
    public async Task Apply_FileCannotGrow_IsRefusedLeavesNothingAndContinuesWhenThereIsRoom()
    {
        using var folder = new TemporaryFolder();
        var journal = folder["journal.jsonl"];
        using var process = CrashHost.Start("full", journal);
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();

        var durable = lines.TakeWhile(l => l.StartsWith("durable", StringComparison.Ordinal)).Count();
        Assert.That(durable, Is.GreaterThan(3));
        Assert.That(lines[durable], Does.StartWith($"refused k{durable} {(byte)'\n'} ").And.Contain(journal).And.Contain("Make room"),
            "refused, said so, and left no part of a line");
        Assert.That(lines[durable + 1], Is.EqualTo($"killed {durable}"));
        Assert.That(lines[durable + 2], Is.EqualTo($"durable k{durable}"), "without a restart");
        using var store = new FileFlagStateStore(journal);
        var verification = await AuditVerifier.VerifyAsync(store.ReadAuditAsync(default));
        Assert.That((verification.IsIntact, verification.Records), Is.EqualTo((true, durable + 1L)));
    }
}
