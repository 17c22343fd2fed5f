using System.Globalization;
using Dataface.Flags.Analyzers.Generating;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Analyzers.Tests.Generating;

/// <summary>
/// How long the generator takes for 1,000 flags. On a quiet machine:
/// <c>dotnet test tests/Dataface.Flags.Analyzers.Tests -c Release --filter FullyQualifiedName~GeneratorSpeed -v n</c>.
/// </summary>
[TestFixture, Explicit("Measures time.")]
internal sealed class GeneratorSpeed
{
    private const int Flags = 1_000;
    private const int Runs = 30;

    [Test]
    public void Run_ThousandFlags_TakesAtMost50Milliseconds()
    {
        var compilation = Generated.Compile("");
        compilation.GetSpecialType(SpecialType.System_Object);
        var first = Measure(compilation, 0);
        var before = Environment.CpuUsage.TotalTime;
        var times = Enumerable.Range(1, Runs).Select(run => Measure(compilation, run)).Order().ToList();
        var processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Runs;
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Flags} flags, milliseconds: first {first:F1} (with the JIT), "
            + $"median {times[Runs / 2]:F1}, worst {times[^1]:F1}; the processor's time a run, all that the driver does "
            + $"included: {processor:F1}"));
        Assert.That(times[Runs / 2], Is.AtMost(50));
    }

    /// <summary>The time that the generator itself takes, on a new document and a new driver.</summary>
    private static double Measure(Compilation compilation, int run)
    {
        var flags = Enumerable.Range(0, Flags).Select(i => ($"flag-{i}-{run}", Members(i))).ToArray();
        var driver = (GeneratorDriver)CSharpGeneratorDriver.Create(
            [new FlagsGenerator().AsSourceGenerator()],
            [TextFile.Of("flags.json", Generated.Document(flags))],
            Generated.Parsing,
            Generated.Options().WithFile("flags.json", "DatafaceFlags", "FlagDocument"));
        driver = driver.RunGenerators(compilation);
        Assert.That(driver.GetRunResult().GeneratedTrees.Single().Length, Is.GreaterThan(100_000));
        return driver.GetTimingInfo().ElapsedTime.TotalMilliseconds;
    }

    private static string Members(int index) => (index % 4) switch
    {
        0 => "\"variants\": { \"plain\": \"Welcome\", \"sale\": \"Sale\" }, \"offVariant\": \"plain\", \"description\": \"A text\"",
        1 => "\"variants\": { \"small\": 1, \"large\": 25 }, \"offVariant\": \"small\"",
        2 => "\"description\": \"A page\", \"environments\": { \"production\": { \"rules\": [ { \"name\": \"staff\", \"when\": { "
            + "\"attribute\": \"country\", \"in\": [\"DE\", \"AT\"] }, \"rollout\": { \"percent\": 5 } } ] } }",
        _ => "",
    };
}
