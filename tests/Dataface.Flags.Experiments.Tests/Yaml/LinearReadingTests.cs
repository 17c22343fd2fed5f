using System.Diagnostics;
using System.Text;
using Dataface.Flags.Experiments.Portfolio;
using Dataface.Flags.Experiments.Portfolio.Reading;

namespace Dataface.Flags.Experiments.Tests.Yaml;

/// <summary>Documents that nobody means, in two sizes: ten times as long takes about ten times as long.</summary>
[TestFixture, NonParallelizable]
internal sealed class LinearReadingTests
{
    private const int Small = 90_000;

    /// <summary>Ten times as much in a hundred times the time would be quadratic.</summary>
    private const double MostTimesAsLong = 40;

    /// <summary>What others do on the machine disturbs some of them; what is not linear fails in all.</summary>
    private const int Attempts = 10;

    /// <summary>Below that a machine's hiccup is all that is measured.</summary>
    private static readonly TimeSpan Nothing = TimeSpan.FromMilliseconds(400);

    private static readonly (string Name, Func<int, string> Make)[] Shapes =
    [
        ("aliases", n => "a: &a [x]\n" + Lines(n, i => $"k{i}: *a")),
        ("anchors", n => Lines(n, i => $"k{i}: &a{i} x")),
        ("deep flow lists", n => "a: " + new string('[', n)),
        ("deep flow maps", n => "a: " + string.Concat(Enumerable.Repeat("{a: ", n / 4))),
        ("closed deep flow lists", n => "a: " + new string('[', n / 2) + new string(']', n / 2)),
        ("deep block", n => string.Concat(Enumerable.Range(0, (int)Math.Sqrt(2.0 * n)).Select(i => new string(' ', i) + "a:\n"))),
        ("wide flow list", n => "metrics: [" + string.Concat(Enumerable.Repeat("x, ", n / 3)) + "]"),
        ("wide flow map", n => "metrics: {" + Many(n, i => $"k{i}: 1, ") + "}"),
        ("empty items", n => "metrics: [" + new string(',', n) + "]"),
        ("one key, very long", n =>
            "? " + new string('k', n / 2) + "\n: [" + new string('1', 1) + string.Concat(Enumerable.Repeat(", 1", n / 8)) + "]"),
        ("long keys, nested", n => Nested(n)),
        ("long implicit key", n => new string('k', n) + ": 1"),
        ("duplicate keys", n => Many(n, _ => "id: x\n")),
        ("unknown keys", n => Many(n, i => $"unknown_{i}: x\n")),
        ("unknown long keys", n => Many(n, i => $"{new string('u', 100)}{i}: x\n")),
        ("colons in a plain scalar", n => "id: " + string.Concat(Enumerable.Repeat("a:", n / 2))),
        ("spaced colons", n => "id: " + string.Concat(Enumerable.Repeat("a: ", n / 3))),
        ("quoted scalar without end", n => "id: \"" + new string('x', n)),
        ("quoted lines", n => "id: \"" + Many(n, _ => "x\n\n ") + "\""),
        ("escapes", n => "id: \"" + string.Concat(Enumerable.Repeat("\\x41", n / 4)) + "\""),
        ("folded lines", n => "id: >\n" + Many(n, _ => "  x y\n")),
        ("plain lines", n => "id: x\n" + Many(n, _ => "  y\n")),
        ("comments", n => Many(n, _ => "# x\n") + "id: x"),
        ("blank lines", n => new string('\n', n) + "id: x"),
        ("tabs", n => Many(n, _ => "\tx: 1\n")),
        ("dashes", n => Many(n, _ => "- ")),
        ("question marks", n => Many(n, _ => "? ")),
        ("documents", n => Many(n, _ => "---\n")),
        ("directives", n => Many(n, _ => "%TAG ! x\n")),
        ("tags", n => "id: !" + new string('t', n)),
        ("bad bytes", n => new string('x', n) + "\ud800"),
        ("metrics of nobody", n => "metrics:\n" + Many(n, i => $"  m{i}: {{kind: conversion, event: e}}\n") + "success_metrics: [a]\n"),
        ("gates of nobody", n =>
            "metrics:\n" + Many(n / 2, i => $"  m{i}: {{}}\n") + "gates:\n" + Many(n / 2, i => $"  - {{metric: n{i}}}\n")),
        ("success metrics of nobody", n =>
            "metrics:\n" + Many(n / 2, i => $"  m{i}: {{}}\n") + "success_metrics:\n" + Many(n / 2, i => $"  - n{i}\n")),
        ("personal attributes", n => "metrics:\n" + Many(n, i => $"  m{i}: {{kind: engagement, event: e, value: mail{i}}}\n")),
        ("one name many times", n => "metrics: {a: {}}\nsuccess_metrics:\n" + Many(n, _ => "  - a\n")),
        ("treatments", n => "design:\n  control: off\n  treatments:\n" + Many(n, i => $"    - t{i}\n")),
        ("touches", n => "touches:\n" + Many(n, i => $"  - area{i}\n")),
        ("bets", n => "schema: 1\nbets:\n" + Many(n, i => $"  - {{id: b{i}, needs: [x{i}]}}\n")),
        ("one id many times", n => "schema: 1\nbets:\n" + Many(n, _ => "  - {id: b}\n")),
        ("needs of nobody", n => "schema: 1\nbets:\n  - id: b\n    needs:\n" + Many(n, i => $"      - x{i}\n")),
        ("circles of two", n => "schema: 1\nprerequisites:\n" + Many(n, i => $"  - {{id: p{i}, needs: [p{i ^ 1}]}}\n")),
        ("a chain", n => "schema: 1\nprerequisites:\n" + Many(n, i => $"  - {{id: p{i}, needs: [p{i + 1}]}}\n")),
    ];

    private static IEnumerable<string> Names => Shapes.Select(s => s.Name);

    [TestCaseSource(nameof(Names)), Rule("what is read is read in linear time")]
    public void Documents_TenTimesAsLong_TakeAboutTenTimesAsLong(string name)
    {
        var make = Shapes.Single(s => s.Name == name).Make;
        var (small, large) = (Encoding.UTF8.GetBytes(make(Small)), Encoding.UTF8.GetBytes(make(10 * Small)));
        foreach (var read in new Action<byte[]>[] { Experiment, Portfolio })
        {
            read(small);
            Assert.That(Enumerable.Range(0, Attempts).Any(_ => IsLinear(read, small, large)), Is.True, "it takes longer and longer");
        }
    }

    private static bool IsLinear(Action<byte[]> read, byte[] small, byte[] large)
    {
        var few = Time(() => read(small));
        var many = Time(() => read(large));
        TestContext.Out.WriteLine(
            $"{few.TotalMilliseconds:0.0} ms for {small.Length} bytes, {many.TotalMilliseconds:0.0} ms for {large.Length}");
        return many < Nothing || many < few * MostTimesAsLong;
    }

    private static void Experiment(byte[] yaml) => ExperimentDocuments.Read([new("document", yaml)]);

    private static void Portfolio(byte[] yaml) => PortfolioDocuments.Read([new("document", yaml)]);

    private static TimeSpan Time(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed;
    }

    private static string Many(int length, Func<int, string> part)
    {
        var text = new StringBuilder(length + 100);
        for (var i = 0; text.Length < length; i++) text.Append(part(i));
        return text.ToString();
    }

    private static string Lines(int length, Func<int, string> line) => Many(length, i => line(i) + "\n");

    /// <summary>Names as long as YAML takes them on one line, one below the other, and many values at the end of that path.</summary>
    private static string Nested(int length)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 28; i++) text.Append(' ', i).Append('k', 1_000).Append(":\n");
        text.Append(' ', 28).Append('[');
        while (text.Length < length) text.Append("1, ");
        return text.Append(']').ToString();
    }
}
