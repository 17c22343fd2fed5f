using Dataface.Flags.Cleaning.Folding;

namespace Dataface.Flags.Cleaning.Tests.Generated;

/// <summary>
/// Cleaned programs do what they did with the flag forced. 500 programs; DATAFACE_FLAGS_PROGRAMS says how many else, and
/// DATAFACE_FLAGS_PROGRAM_SEED from which seed on.
/// </summary>
public sealed class DifferentialTests
{
    [Test]
    public async Task Clean_GeneratedPrograms_DoTheSame()
    {
        var differential = new Differential(Setting("DATAFACE_FLAGS_PROGRAM_SEED", 1));
        await differential.RunAsync(Setting("DATAFACE_FLAGS_PROGRAMS", 500));
        TestContext.Out.WriteLine($"{differential.Programs} programs, {differential.Discarded} discarded, {differential.Differences.Count} differences");
        Assert.That(differential.Differences, Is.Empty, string.Join('\n', differential.Differences));
        Assert.That(differential.Discarded, Is.LessThan(differential.Programs / 10));
    }

    [TestCase(Mutation.DroppedNegation)]
    [TestCase(Mutation.WrongBranch)]
    [TestCase(Mutation.LostEffect)]
    [TestCase(Mutation.DefaultCase)]
    public async Task Clean_WithAMistake_IsFound(int mistake)
    {
        var differential = new Differential(1, (Mutation)mistake);
        await differential.RunAsync(200);
        Assert.That(differential.Differences, Is.Not.Empty);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
