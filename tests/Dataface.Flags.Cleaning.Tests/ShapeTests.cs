using System.Text;
using Dataface.Flags.Cleaning.Running;

namespace Dataface.Flags.Cleaning.Tests;

/// <summary>Shapes of code before and after. Each is compiled both times, and has no new warning; cleaning again changes nothing.</summary>
public sealed class ShapeTests
{
    private static IEnumerable<TestCaseData> Shapes() =>
        Shape.ReadAll(Path.Combine(AppContext.BaseDirectory, "Shapes")).Select(s =>
        new TestCaseData(s).SetName($"Clean_{s.File}_{s.Name}"));

    [TestCaseSource(nameof(Shapes))]
    public async Task Clean_Shape_IsAsWritten(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var solution = TestSolution.Of(("Shop.cs", shape.Code(shape.Before)));
        Assert.That(await TestSolution.ComplaintsAsync(solution), Is.Empty, "before");
        var result = await new FlagCleaner(shape.Side).CleanAsync(solution);
        var text = await TestSolution.TextAsync(result.Solution, "Shop.cs");
        var refused = string.Join('\n', result.Refusals.Select(r => $"refused {r.Line - shape.Line}: {r.Cause}"));
        var after = refused.Length > 0 ? refused : shape.Inner(text);
        if (Environment.GetEnvironmentVariable("DATAFACE_FLAGS_WRITE_SHAPES") is { Length: > 0 } output && shape.After.Length == 0)
        {
            File.AppendAllText(Path.Combine(output, shape.File + ".shapes"),
                $"=== {shape.Name} | {shape.Setting}\n{shape.Before}--->\n{after.TrimEnd()}\n\n", Encoding.UTF8);
        }

        if (result.IsWhole) Assert.That(await TestSolution.ComplaintsAsync(result.Solution), Is.Empty, text);
        Assert.That(after.TrimEnd(), Is.EqualTo(shape.After.TrimEnd()));
        var again = await new FlagCleaner(shape.Side).CleanAsync(result.Solution);
        Assert.That(await TestSolution.TextAsync(again.Solution, "Shop.cs"), Is.EqualTo(text), "again");
    }
}
