using System.Reflection;
using System.Runtime.Loader;
using Dataface.Flags.Cleaning.Folding;
using Dataface.Flags.Cleaning.Running;
using Dataface.Flags.Testing;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Tests.Generated;

/// <summary>Runs programs with a flag forced to a side, cleans them for that side, runs them again, and tells what differs.</summary>
internal sealed class Differential(int seed, Mutation mutation = Mutation.None)
{
    public const int Batch = 10;

    private static readonly KeptSide[] Sides =
    [
        KeptSide.Of("k", true), KeptSide.Of("k", false), new("k", "blue", "blue"), new("k", "green", "green"), new("k", "red", "red"),
        new("k", "five", 5m), new("k", "more", 7.5m),
    ];

    public int Programs { get; private set; }

    /// <summary>What went wrong, with the seed that shows it.</summary>
    public List<string> Differences { get; } = [];

    /// <param name="programs">How many.</param>
    /// <param name="enough">Differences after which it stops.</param>
    /// <param name="first">The batch of ten programs to begin with.</param>
    public async Task RunAsync(int programs, int enough = 10, int first = 0)
    {
        for (var batch = first; Programs < programs && Differences.Count < enough; batch++) await RunBatchAsync(batch);
    }

    private async Task RunBatchAsync(int batch)
    {
        var side = Sides[batch % Sides.Length];
        var written = Enumerable.Range(0, Batch).ToDictionary(i => i, i => ProgramWriter.Write(seed + (batch * Batch) + i, i, side));
        var solution = TestSolution.Of([.. written.Select(w => ($"P{w.Key}.cs", w.Value))]);
        var before = await TestSolution.CompileAsync(solution);
        var expected = Run(before, written.Keys, side);
        var result = await new FlagCleaner(side, mutation).CleanAsync(solution);
        var after = await TestSolution.CompileAsync(result.Solution);
        var actual = Run(after, written.Keys, side);
        var warnings = (Before: Count(before), After: Count(after));
        foreach (var index in written.Keys)
        {
            Programs++;
            var file = $"P{index}.cs";
            var text = await TestSolution.TextAsync(result.Solution, file);
            var worse = warnings.After.Where(w => w.Key.File == file
                && w.Value > warnings.Before.GetValueOrDefault(w.Key)).Select(w => w.Key.Id).ToList();
            var cause = result.Refusals.FirstOrDefault(r => r.Path == file) is { } refusal ? $"refused: {refusal}"
                : text.Contains("\"k\"", StringComparison.Ordinal) ? "a reference is left"
                : worse.Count > 0 ? $"new {string.Join(", ", worse)}"
                : expected.Error ?? actual.Error
                ?? (expected.Traces[index] == actual.Traces[index]
                    ? null : $"another trace:\n{FirstDifference(expected.Traces[index], actual.Traces[index])}");
            if (cause is not null)
                Differences.Add($"seed {seed + (batch * Batch) + index}, {side.Variant}: "
                    + $"{cause}\n{(Differences.Count < 3 ? written[index] + "\n------\n" + text : "")}");
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (a, b) = (expected.Split('\n'), actual.Split('\n'));
        var i = a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
        return $"{string.Join(' ', a.Skip(Math.Max(0, i - 3)).Take(6))}\n{string.Join(' ', b.Skip(Math.Max(0, i - 3)).Take(6))}";
    }

    private static Dictionary<(string File, string Id), int> Count(Compilation compilation) =>
        compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)
        .GroupBy(d => (d.Location.SourceTree?.FilePath ?? "", d.Id)).ToDictionary(g => g.Key, g => g.Count());

    private static (Dictionary<int, string> Traces, string? Error) Run(Compilation compilation, IEnumerable<int> programs, KeptSide side)
    {
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        if (!emitted.Success) return ([],
            $"does not compile: {string.Join("; ", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(3))}");
        image.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        try
        {
            var assembly = context.LoadFromStream(image);
            using var flags = new TestFlags();
            using var other = flags.Force("other", true, ForceScope.Everywhere);
            using var forced = side.Value switch
            {
                bool on => flags.Force("k", on, ForceScope.Everywhere),
                string text => flags.Force("k", text, ForceScope.Everywhere),
                var number => flags.Force("k", Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture),
                    ForceScope.Everywhere),
            };
            return (programs.ToDictionary(i => i, i => Trace(assembly, i, flags)), null);
        }
        finally
        {
            context.Unload();
        }
    }

    private static string Trace(Assembly assembly, int index, IFlags flags) =>
        (string)assembly.GetType($"P{index}.Entry")!.GetMethod("Run")!.Invoke(null, [flags])!;
}
