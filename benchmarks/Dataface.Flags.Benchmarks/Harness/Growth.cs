using System.Globalization;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>What must not grow: long lists, patterns, many rules, texts that are parsed, events with hashed units.</summary>
internal static class Growth
{
    public static bool Run()
    {
        Console.WriteLine();
        Console.WriteLine("| evaluation | ns | bytes |");
        Console.WriteLine("|---|---|---|");
        var isFree = true;
        foreach (var flag in GrowingFlag.All)
        {
            var (nanoseconds, bytes) = FastestPass.Of(flag.Evaluate);
            Print(flag.Name, nanoseconds, bytes);
            isFree &= bytes < 0.01;
        }

        var units = new UnitNames(UnitForm.KeyedHash, "a secret of some length");
        var user = EvaluationContext.ForUser("user-42");
        var (hash, hashBytes) = FastestPass.Of(count => Repeat(count, () => units.Of(user, EvaluationContext.DefaultUnit)));
        Print("(the hashed unit of an event)", hash, hashBytes);
        Console.WriteLine(isFree ? "met      nothing is allocated" : "EXCEEDED something is allocated");
        return isFree;
    }

    private static void Repeat(int count, Func<string?> what)
    {
        for (var i = 0; i < count; i++) what();
    }

    private static void Print(string what, double nanoseconds, double bytes) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {nanoseconds:0.0} | {bytes:0} |"));
}
