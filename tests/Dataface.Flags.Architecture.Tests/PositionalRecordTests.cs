namespace Dataface.Flags.Architecture.Tests;

/// <summary>A positional record can never get another part: its constructor and its deconstruction are promises.</summary>
[TestFixture]
internal sealed class PositionalRecordTests
{
    /// <summary>Those that are complete: what they stand for has these parts and no others.</summary>
    private static readonly string[] Complete =
    [
        "Dataface.Flags.Documents.AllCondition",
        "Dataface.Flags.Documents.AnyCondition",
        "Dataface.Flags.Documents.AttributeCondition",
        "Dataface.Flags.Documents.NotCondition",
        "Dataface.Flags.Documents.Prerequisite",
        "Dataface.Flags.Documents.SegmentCondition",
        "Dataface.Flags.Documents.SplitWeight",
        "Dataface.Flags.Documents.Variant",
        "Dataface.Flags.Documents.WindowCondition",
        "Dataface.Flags.Experiments.Documents.SignOff",
        "Dataface.Flags.Experiments.ExperimentSource",
        "Dataface.Flags.Experiments.Readouts.GateNumber",
        "Dataface.Flags.Guard.GuardEpoch",
        "Dataface.Flags.Guard.GuardTally",
        "Dataface.Flags.State.DocumentRevision",
    ];

    [Test]
    public void PublicRecords_Positional_AreComplete()
    {
        const string member = ".Deconstruct(";
        var positional = Directory.EnumerateFiles(Path.Combine(Sources.Root, "src"), "PublicAPI.*.txt", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .Where(line => line.Contains(member, StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf(member, StringComparison.Ordinal)])
            .Order(StringComparer.Ordinal);
        Assert.That(positional, Is.EqualTo(Complete), "Give a record init-only properties if anything may be added to it.");
    }
}
