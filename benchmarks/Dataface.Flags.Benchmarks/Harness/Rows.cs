using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using Dataface.Flags.Benchmarks.Workloads;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>The evaluation benchmarks as one table of their fastest passes: what can be compared while others use the machine.</summary>
internal static class Rows
{
    private static readonly string[] Columns =
        ["Floor", "FloorNew", "FloorCached", "Key", "KeyCached", "KeyNew", "Handle", "HandleCached", "Peer"];

    public static bool Run()
    {
        var benchmarks = new EvaluationBenchmarks();
        var times = typeof(EvaluationBenchmarks).GetMethods().Where(m => m.GetCustomAttribute<BenchmarkAttribute>() is not null)
            .ToDictionary(m => m.Name, m => Time(benchmarks, m), StringComparer.Ordinal);
        Console.WriteLine();
        Console.WriteLine($"| ns | {string.Join(" | ", Columns)} |");
        Console.WriteLine($"|---|{string.Concat(Columns.Select(_ => "---|"))}");
        foreach (var row in times.Keys.Select(name => name[..2]).Distinct())
        {
            var cells = Columns.Select(column => times.TryGetValue($"{row}_{column}", out var time)
                ? time.ToString("0.0", CultureInfo.InvariantCulture) : "");
            Console.WriteLine($"| {row} | {string.Join(" | ", cells)} |");
        }

        return EvaluationBudgets.Judge(method => times[method]);
    }

    private static double Time(EvaluationBenchmarks benchmarks, MethodInfo method)
    {
        SetUp(benchmarks, method.Name);
        var run = method.CreateDelegate<Func<int>>(benchmarks);
        return FastestPass.Of(count => Repeat(run, count), least: 1).Nanoseconds / People.Count;
    }

    private static void SetUp(EvaluationBenchmarks benchmarks, string method)
    {
        if (!method.EndsWith("_Peer", StringComparison.Ordinal)) return;
        Action setUp = method[..2] switch
        {
            "W1" => benchmarks.SetUpW1,
            "W2" => benchmarks.SetUpW2,
            "W3" => benchmarks.SetUpW3,
            "W4" => benchmarks.SetUpW4,
            _ => benchmarks.SetUpMany,
        };
        setUp();
    }

    private static int Repeat(Func<int> run, int count)
    {
        var sum = 0;
        for (var i = 0; i < count; i++) sum += run();
        return sum;
    }
}
