using Dataface.Flags.Cleaning.Folding;

namespace Dataface.Flags.Cleaning.Tests.Generated;

/// <summary>
/// Cleaned programs do what they did with the flag forced. 500 programs; DATAFACE_FLAGS_PROGRAMS says how many else, and
/// DATAFACE_FLAGS_PROGRAM_SEED from which seed on.
/// </summary>
public sealed class DifferentialTests
{
    private const int Parts = 25;

    [Test]
    public async Task Clean_GeneratedPrograms_DoTheSame([Range(0, Parts - 1)] int part)
    {
        var differential = new Differential(Setting("DATAFACE_FLAGS_PROGRAM_SEED", 1));
        var programs = Setting("DATAFACE_FLAGS_PROGRAMS", 500) / Parts;
        await differential.RunAsync(programs, first: part * programs / Differential.Batch);
        TestContext.Out.WriteLine($"{differential.Programs} programs, {differential.Differences.Count} differences");
        Assert.That(differential.Differences, Is.Empty, string.Join('\n', differential.Differences));
        Assert.That(differential.Programs, Is.EqualTo(programs));
    }

    [TestCase(Mutation.DroppedNegation)]
    [TestCase(Mutation.WrongBranch)]
    [TestCase(Mutation.LostEffect)]
    [TestCase(Mutation.DefaultCase)]
    public async Task Clean_WithAMistake_IsFound(int mistake)
    {
        var differential = new Differential(1, (Mutation)mistake);
        await differential.RunAsync(200, enough: 1);
        Assert.That(differential.Differences, Is.Not.Empty);
        TestContext.Out.WriteLine($"found after {differential.Programs} programs: {differential.Differences[0].Split('\n')[0]}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
